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

  /**
   * Whether a {@code separator} between letters or digits stays what it is, and nothing is replaced
   * over the place before it.
   */
  default boolean keepsApart(char separator) {
    String between = "a" + separator + "a";
    return apply(AlignedText.untracked(between)).text().contains(between);
  }

  /** Normalizers one after another. */
  static Normalizer sequence(List<Normalizer> steps) {
    return new Sequence(List.copyOf(steps));
  }

  /** Several normalizers. */
  record Sequence(List<Normalizer> steps) implements Normalizer {
    @Override
    public AlignedText apply(AlignedText text) {
      AlignedText result = text;
      for (Normalizer step : steps) {
        result = step.apply(result);
      }
      return result;
    }

    @Override
    public boolean keepsApart(char separator) {
      return steps.stream().allMatch(step -> step.keepsApart(separator));
    }
  }
}
