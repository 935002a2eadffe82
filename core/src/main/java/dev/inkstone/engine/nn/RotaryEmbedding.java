package dev.inkstone.engine.nn;

import dev.inkstone.engine.tensor.Rotation;

/**
 * The parameters of a rotary position embedding; {@link #rotation} turns them into angles.
 *
 * @param headSize elements of a head
 * @param rotated elements of a head that turn, even
 * @param base the frequency base, often 10000
 * @param interleaved pairs {@code (2i, 2i+1)} as GGUF's Llama has them, else {@code (i, i +
 *     rotated/2)}
 */
public record RotaryEmbedding(
    int headSize, int rotated, double base, boolean interleaved, RopeScaling scaling) {

  /** Checks the numbers. */
  public RotaryEmbedding {
    if (rotated <= 0 || rotated % 2 != 0 || rotated > headSize || !(base > 0)) {
      throw new IllegalArgumentException(
          "rotated = " + rotated + " of headSize = " + headSize + ", base = " + base);
    }
  }

  /** The angles for a context of {@code contextLength} allocated positions. */
  public Rotation rotation(int contextLength) {
    double[] frequencies = new double[rotated / 2];
    double usedBase = scaling instanceof RopeScaling.Ntk ntk ? base(ntk, contextLength) : base;
    for (int pair = 0; pair < frequencies.length; pair++) {
      double frequency = Math.pow(usedBase, -2.0 * pair / rotated);
      frequencies[pair] = scaled(frequency, pair, contextLength);
    }
    return new Rotation(headSize, interleaved, frequencies, magnitude());
  }

  private double scaled(double frequency, int pair, int contextLength) {
    return switch (scaling) {
      case RopeScaling.None() -> frequency;
      case RopeScaling.Ntk ntk -> frequency;
      case RopeScaling.Linear(double factor) -> frequency / factor;
      case RopeScaling.Yarn yarn -> yarn(yarn, frequency, pair);
      case RopeScaling.Llama3 llama3 -> llama3(llama3, frequency);
      case RopeScaling.LongRope longRope ->
          frequency / longRope.divisors().of(pair, contextLength > longRope.originalContext());
      case RopeScaling.PerFrequency(RopeScaling.Divisors divisors) ->
          frequency / divisors.of(pair, false);
    };
  }

  private double magnitude() {
    return switch (scaling) {
      case RopeScaling.Yarn yarn -> yarn.magnitude();
      case RopeScaling.LongRope longRope -> longRope.magnitude();
      default -> 1;
    };
  }

  private double base(RopeScaling.Ntk ntk, int contextLength) {
    int context = Math.max(contextLength, ntk.originalContext());
    double stretch = ntk.factor() * context / ntk.originalContext() - (ntk.factor() - 1);
    return base * Math.pow(stretch, rotated / (rotated - 2.0));
  }

  private double yarn(RopeScaling.Yarn yarn, double frequency, int pair) {
    double low = Math.max(0, Math.floor(pairWithTurns(yarn.betaFast(), yarn.originalContext())));
    double high =
        Math.min(rotated - 1, Math.ceil(pairWithTurns(yarn.betaSlow(), yarn.originalContext())));
    double ramp = Math.clamp((pair - low) / Math.max(0.001, high - low), 0.0, 1.0);
    return frequency / yarn.factor() * ramp + frequency * (1 - ramp);
  }

  /** The (fractional) pair that turns {@code turns} times over the original context. */
  private double pairWithTurns(double turns, int originalContext) {
    return rotated * Math.log(originalContext / (turns * 2 * Math.PI)) / (2 * Math.log(base));
  }

  private static double llama3(RopeScaling.Llama3 scaling, double frequency) {
    double turns = scaling.originalContext() * frequency / (2 * Math.PI);
    double smooth =
        Math.clamp(
            (turns - scaling.lowFrequency()) / (scaling.highFrequency() - scaling.lowFrequency()),
            0.0,
            1.0);
    return (1 - smooth) * frequency / scaling.factor() + smooth * frequency;
  }
}
