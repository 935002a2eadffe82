package dev.inkstone.engine.model;

/**
 * What every decoder has in common, validated.
 *
 * @param architecture the registry's name, for example {@code llama}
 * @param vocabulary number of token ids, rows of the embedding
 * @param hidden width of the residual stream
 * @param layers number of layers
 * @param heads query heads
 * @param kvHeads key/value heads; divides {@code heads}
 * @param keySize elements of a query or key head
 * @param valueSize elements of a value head
 * @param feedForward inner width of the feed-forward network
 * @param experts feed-forward networks of that width in a layer, if it is a mixture of them
 * @param normEpsilon epsilon of the norms
 * @param contextLength positions the model was trained for
 * @param slidingWindow keys a query sees, 0 for all
 */
public record ModelConfig(
    String architecture,
    int vocabulary,
    int hidden,
    int layers,
    int heads,
    int kvHeads,
    int keySize,
    int valueSize,
    int feedForward,
    Experts experts,
    float normEpsilon,
    int contextLength,
    int slidingWindow) {

  /** Checks the numbers. */
  public ModelConfig {
    requirePositive("vocabulary", vocabulary);
    requirePositive("hidden", hidden);
    requirePositive("layers", layers);
    requirePositive("heads", heads);
    requirePositive("kvHeads", kvHeads);
    requirePositive("keySize", keySize);
    requirePositive("valueSize", valueSize);
    requirePositive("feedForward", feedForward);
    requirePositive("contextLength", contextLength);
    if (heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "heads = " + heads + ", expected a multiple of kvHeads = " + kvHeads);
    }
    if (!(normEpsilon > 0) || Float.isInfinite(normEpsilon)) {
      throw new IllegalArgumentException(
          "normEpsilon = " + normEpsilon + ", expected a positive number");
    }
    if (slidingWindow < 0) {
      throw new IllegalArgumentException(
          "slidingWindow = " + slidingWindow + ", expected at least 0");
    }
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " = " + value + ", expected at least 1");
    }
  }
}
