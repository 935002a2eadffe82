package dev.inkstone.bench;

/**
 * The sizes of a Llama-like model.
 *
 * @param layers number of layers
 * @param hidden width of the residual stream; a multiple of {@code heads}
 * @param feedForward inner width of the feed-forward network
 * @param heads query heads
 * @param kvHeads key/value heads; divides {@code heads}
 * @param vocabulary token ids, the embedding's rows
 * @param contextLength positions the file claims to have been trained for
 */
record ModelShape(
    int layers,
    int hidden,
    int feedForward,
    int heads,
    int kvHeads,
    int vocabulary,
    int contextLength) {

  /** Llama 3.2 1B: 1.24 billion parameters, the head tied to the embedding. */
  static final ModelShape LLAMA_3_2_1B = new ModelShape(16, 2048, 8192, 32, 8, 128_256, 8192);

  /** Small enough for a test, yet made of whole 256-weight blocks. */
  static final ModelShape TINY = new ModelShape(2, 256, 512, 4, 2, 1024, 512);

  /** Checks that the sizes fit together. */
  ModelShape {
    positive("layers", layers);
    positive("hidden", hidden);
    positive("feedForward", feedForward);
    positive("heads", heads);
    positive("kvHeads", kvHeads);
    positive("contextLength", contextLength);
    if (hidden % heads != 0 || heads % kvHeads != 0 || hidden / heads % 2 != 0) {
      throw new IllegalArgumentException(
          "hidden = %d, heads = %d, kvHeads = %d: expected heads of an even size, kvHeads a divisor"
              .formatted(hidden, heads, kvHeads));
    }
    if (vocabulary < RandomVocabulary.LEAST_TOKENS) {
      throw new IllegalArgumentException(
          "vocabulary = " + vocabulary + ", expected at least " + RandomVocabulary.LEAST_TOKENS);
    }
  }

  /** The shape of that name; throws IllegalArgumentException naming the known ones. */
  static ModelShape named(String name) {
    return switch (name) {
      case "llama-3.2-1b" -> LLAMA_3_2_1B;
      case "tiny" -> TINY;
      default ->
          throw new IllegalArgumentException(
              "shape '" + name + "' is not known, expected llama-3.2-1b or tiny");
    };
  }

  /** Elements of one head. */
  int headSize() {
    return hidden / heads;
  }

  /** Columns of keys or values of one position in one layer. */
  int kvColumns() {
    return kvHeads * headSize();
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " = " + value + ", expected at least 1");
    }
  }
}
