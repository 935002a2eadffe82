package dev.inkstone.engine.nn;

/** How rotary frequencies are changed to reach beyond the context a model was first trained for. */
public sealed interface RopeScaling {

  /** No change. */
  record None() implements RopeScaling {}

  /** Positions are divided by {@code factor} (Chen et al. 2023, arXiv:2306.15595). */
  record Linear(double factor) implements RopeScaling {}

  /**
   * The base grows with the context, as Hugging Face's {@code dynamic} does; decided by the context
   * that is allocated, not by each position.
   *
   * @param originalContext positions the model was trained for
   */
  record Ntk(double factor, int originalContext) implements RopeScaling {}

  /**
   * Slow frequencies are interpolated, fast ones kept, between them a ramp (Peng et al. 2023,
   * arXiv:2309.00071).
   *
   * @param betaFast turns over the original context above which a frequency is kept
   * @param betaSlow turns below which it is divided by {@code factor}
   * @param magnitude factor of cosine and sine; the paper's is {@code 1 + 0.1 ln(factor)}
   */
  record Yarn(
      double factor, int originalContext, double betaFast, double betaSlow, double magnitude)
      implements RopeScaling {

    /** The paper's magnitude, {@code 1 + 0.1 ln(factor)}; 1 where nothing is stretched. */
    public static double paperMagnitude(double factor) {
      return factor > 1 ? 1 + 0.1 * Math.log(factor) : 1;
    }
  }

  /**
   * Llama 3.1's: long waves are divided by {@code factor}, short ones kept, between them a smooth
   * step.
   */
  record Llama3(double factor, double lowFrequency, double highFrequency, int originalContext)
      implements RopeScaling {}

  /**
   * One divisor per frequency, one set for contexts up to the original and one for longer ones
   * (Ding et al. 2024, arXiv:2402.13753); decided by the context that is allocated.
   *
   * @param divisors which divisors each context takes
   * @param magnitude factor of cosine and sine
   */
  record LongRope(Divisors divisors, int originalContext, double magnitude)
      implements RopeScaling {}

  /**
   * One divisor for each frequency, as Llama 3's GGUF files carry them in {@code
   * rope_freqs.weight}.
   */
  record PerFrequency(Divisors divisors) implements RopeScaling {}

  /** Divisors of frequencies for short and long contexts. */
  final class Divisors {
    private final float[] shortContext;
    private final float[] longContext;

    /** Different divisors for short and long contexts. */
    public Divisors(float[] shortContext, float[] longContext) {
      this.shortContext = shortContext.clone();
      this.longContext = longContext.clone();
    }

    /** Divisor of frequency {@code pair}; throws IllegalArgumentException past the last. */
    double of(int pair, boolean longContext) {
      float[] divisors = longContext ? this.longContext : shortContext;
      if (pair >= divisors.length) {
        throw new IllegalArgumentException(
            "rotary divisors: "
                + divisors.length
                + " given, one needed for each pair, at least "
                + (pair + 1));
      }
      return divisors[pair];
    }
  }
}
