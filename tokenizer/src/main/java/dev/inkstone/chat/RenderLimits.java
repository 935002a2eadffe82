package dev.inkstone.chat;

import dev.inkstone.error.ChatTemplateException;

/**
 * What one rendering of a chat template may use, so that a faulty or hostile template ends with a
 * {@link ChatTemplateException} and not with a hanging thread.
 *
 * @param steps evaluated expressions, plus the items and characters that filters and methods walk;
 *     also a bound on how many values a template can pile up. Their strings have a bound of their
 *     own: 128 Mi characters made in one rendering, 16 Mi in one string
 * @param characters length of the prompt in UTF-16 units
 * @param depth how deep expressions, statements and macro calls may stand inside each other; the
 *     default suits a stack of 1 MiB
 */
public record RenderLimits(long steps, int characters, int depth) {
  /** Far beyond what conversations need: 50 million steps, 16 Mi characters, depth 400. */
  public static final RenderLimits DEFAULT = new RenderLimits(50_000_000, 1 << 24, 400);

  /** Rejects limits below one. */
  public RenderLimits {
    if (steps < 1 || characters < 1 || depth < 1) {
      throw new IllegalArgumentException(
          "limits must be positive, got steps %d, characters %d, depth %d"
              .formatted(steps, characters, depth));
    }
  }
}
