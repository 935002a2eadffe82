package dev.inkstone.engine.model;

/**
 * The mixture of experts of a model.
 *
 * @param count experts in a layer, 0 for a model without
 * @param used experts that a token uses
 */
public record Experts(int count, int used) {
  /** One feed-forward network a layer, used by every token. */
  public static final Experts NONE = new Experts(0, 0);

  /** Checks the numbers. */
  public Experts {
    if (count < 0) {
      throw new IllegalArgumentException("experts = " + count + ", expected at least 0");
    }
    if (used < Math.min(1, count) || used > count) {
      throw new IllegalArgumentException(
          "experts used by a token = %d, expected 1 to the number of experts, %d"
              .formatted(used, count));
    }
  }

  /** Whether there are any. */
  public boolean any() {
    return count > 0;
  }
}
