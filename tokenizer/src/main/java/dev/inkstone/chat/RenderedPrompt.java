package dev.inkstone.chat;

import dev.inkstone.chat.jinja.Text;
import dev.inkstone.tokenizer.EncodeOptions;
import dev.inkstone.tokenizer.Tokenizer;

/**
 * A prompt that knows which of its characters the chat template wrote.
 *
 * <p>A user who types {@code <|im_end|>} must not end the turn: only markup the template wrote may
 * become a special token. {@link #encode} sees to that. Immutable and thread-safe.
 */
public final class RenderedPrompt {
  private final Text text;

  RenderedPrompt(Text text) {
    this.text = text;
  }

  /** The whole prompt. */
  public String text() {
    return text.value();
  }

  /**
   * Whether the template wrote every character of {@code [start, end)}, UTF-16 indexes. False as
   * soon as one character comes from a message, a tool or another variable of the conversation.
   */
  public boolean isTrusted(int start, int end) {
    if (start < 0 || start > end || end > text.value().length()) {
      throw new IllegalArgumentException(
          "range [%d, %d) is outside of the prompt's %d characters"
              .formatted(start, end, text.value().length()));
    }
    return text.isTrusted(start, end);
  }

  /**
   * The parts that come from the conversation, as UTF-16 indexes: start, end, start, end; sorted,
   * disjoint, ends exclusive.
   */
  public int[] untrustedRanges() {
    return text.untrustedRanges();
  }

  /**
   * The token ids of the prompt. A special token's spelling becomes the token only where the
   * template wrote all of it; nothing is added around the text, since templates write the beginning
   * themselves.
   */
  public int[] encode(Tokenizer tokenizer) {
    return tokenizer.encode(text.value(), new EncodeOptions(false, text::isTrusted));
  }

  @Override
  public String toString() {
    return text.value();
  }
}
