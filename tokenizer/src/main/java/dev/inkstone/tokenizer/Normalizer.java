package dev.inkstone.tokenizer;

import java.util.List;

/**
 * Rewrites text before it is cut into words. Implementations are immutable and safe for concurrent
 * use, take time linear in the text, and return the text they were given when nothing changes.
 */
@FunctionalInterface
interface Normalizer {
  /** Changes nothing. */
  Normalizer NONE = text -> text;

  /** The rewritten text, tracked exactly when {@code text} is. */
  AlignedText apply(AlignedText text);

  /** Normalizers one after another. */
  static Normalizer sequence(List<Normalizer> steps) {
    List<Normalizer> copy = List.copyOf(steps);
    return text -> {
      AlignedText result = text;
      for (Normalizer step : copy) {
        result = step.apply(result);
      }
      return result;
    };
  }
}
