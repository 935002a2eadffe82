package dev.inkstone.sampling;

/**
 * How tokens that occurred lately are made less likely. With {@code n} occurrences among the last
 * {@code lastN} tokens, prompt included, a logit {@code l} becomes {@code l / repetition} if it is
 * positive, else {@code l * repetition}; then {@code n * frequency + presence} is subtracted.
 *
 * <p>The repetition penalty is that of Keskar et al. 2019 (CTRL, arXiv:1909.05858). Immutable.
 *
 * @param lastN tokens looked back at; 0 turns all penalties off
 * @param repetition factor above 0; 1 is neutral
 * @param presence subtracted once from a token that occurred; 0 is neutral
 * @param frequency subtracted once per occurrence; 0 is neutral
 */
public record Penalties(int lastN, double repetition, double presence, double frequency) {
  /** No penalties; looks back 64 tokens once a penalty is set. */
  public static final Penalties NONE = new Penalties(64, 1, 0, 0);

  /** Checks the ranges. */
  public Penalties {
    if (lastN < 0) {
      throw new IllegalArgumentException("penalty lastN = " + lastN + ", expected at least 0");
    }
    if (!(repetition > 0) || Double.isInfinite(repetition)) {
      throw new IllegalArgumentException(
          "repetition penalty = " + repetition + ", expected a number above 0");
    }
    requireFinite("presence penalty", presence);
    requireFinite("frequency penalty", frequency);
  }

  /** Whether they change anything. */
  public boolean active() {
    return lastN > 0 && (repetition != 1 || presence != 0 || frequency != 0);
  }

  private static void requireFinite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " = " + value + ", expected a finite number");
    }
  }
}
