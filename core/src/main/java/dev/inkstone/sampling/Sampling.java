package dev.inkstone.sampling;

import java.util.Map;
import java.util.OptionalLong;

/**
 * How the next token is chosen. The steps run in llama.cpp's order: logit bias, penalties, top-k,
 * typical, top-p, min-p, temperature, draw.
 *
 * <p>{@link #DEFAULT} has llama.cpp's defaults: temperature 0.8, top-k 40, top-p 0.95, min-p 0.05,
 * typical and penalties off. Every {@code with} method returns a changed copy. Immutable.
 *
 * <p>Reproducibility: the draw uses {@link java.util.SplittableRandom} seeded with {@link #seed},
 * one number per token, so the same seed and the same logits give the same tokens, whatever the
 * number of threads.
 *
 * @param temperature divides the logits before the draw; 0 or less takes the most likely token, the
 *     lowest id among equals, and needs no seed
 * @param topK keeps the {@code k} most likely tokens; 0 keeps all
 * @param topP keeps the most likely tokens whose probabilities together reach {@code p} (Holtzman
 *     et al. 2019, arXiv:1904.09751); 1 keeps all, 0 one
 * @param minP keeps tokens at least {@code p} times as likely as the most likely one
 *     (arXiv:2407.01082); 0 keeps all
 * @param typicalP keeps the tokens of most typical surprise whose probabilities together exceed
 *     {@code p} (Meister et al. 2022, arXiv:2202.00666); 1 keeps all
 * @param penalties for tokens that occurred lately
 * @param logitBias added to the logits of token ids; negative infinity forbids a token
 * @param seed of the draw; empty for a fresh one each time
 */
public record Sampling(
    double temperature,
    int topK,
    double topP,
    double minP,
    double typicalP,
    Penalties penalties,
    Map<Integer, Float> logitBias,
    OptionalLong seed) {

  /** The defaults named above. */
  public static final Sampling DEFAULT =
      new Sampling(0.8, 40, 0.95, 0.05, 1, Penalties.NONE, Map.of(), OptionalLong.empty());

  /** Always the most likely token. */
  public static final Sampling GREEDY = DEFAULT.withTemperature(0);

  /** Checks the ranges and copies the map. */
  public Sampling {
    if (!Double.isFinite(temperature)) {
      throw new IllegalArgumentException(
          "temperature = " + temperature + ", expected a finite number");
    }
    if (topK < 0) {
      throw new IllegalArgumentException("topK = " + topK + ", expected at least 0 (0 = off)");
    }
    requireShare("topP", topP);
    requireShare("minP", minP);
    requireShare("typicalP", typicalP);
    logitBias = Map.copyOf(logitBias);
    logitBias.forEach(Sampling::requireBias);
  }

  /** Whether the most likely token is always taken. */
  public boolean greedy() {
    return temperature <= 0;
  }

  /** A copy with another temperature. */
  public Sampling withTemperature(double value) {
    return new Sampling(value, topK, topP, minP, typicalP, penalties, logitBias, seed);
  }

  /** A copy with another top-k. */
  public Sampling withTopK(int value) {
    return new Sampling(temperature, value, topP, minP, typicalP, penalties, logitBias, seed);
  }

  /** A copy with another top-p. */
  public Sampling withTopP(double value) {
    return new Sampling(temperature, topK, value, minP, typicalP, penalties, logitBias, seed);
  }

  /** A copy with another min-p. */
  public Sampling withMinP(double value) {
    return new Sampling(temperature, topK, topP, value, typicalP, penalties, logitBias, seed);
  }

  /** A copy with another typical-p. */
  public Sampling withTypicalP(double value) {
    return new Sampling(temperature, topK, topP, minP, value, penalties, logitBias, seed);
  }

  /** A copy with other penalties. */
  public Sampling withPenalties(Penalties value) {
    return new Sampling(temperature, topK, topP, minP, typicalP, value, logitBias, seed);
  }

  /** A copy with other biases. */
  public Sampling withLogitBias(Map<Integer, Float> value) {
    return new Sampling(temperature, topK, topP, minP, typicalP, penalties, value, seed);
  }

  /** A copy with a fixed seed. */
  public Sampling withSeed(long value) {
    return new Sampling(
        temperature, topK, topP, minP, typicalP, penalties, logitBias, OptionalLong.of(value));
  }

  private static void requireShare(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " = " + value + ", expected 0 to 1");
    }
  }

  private static void requireBias(int id, float bias) {
    if (id < 0 || Float.isNaN(bias) || bias == Float.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "logit bias "
              + bias
              + " of token "
              + id
              + ", expected an id from 0 and a bias below infinity");
    }
  }
}
