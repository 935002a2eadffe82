package dev.inkstone.examples.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.inkstone.Embedding;
import dev.inkstone.EmbeddingModel;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Embeddings for people and programs.
 *
 * @param texts what was embedded
 * @param embeddings of each text
 */
record EmbeddingReport(List<String> texts, List<Embedding> embeddings) {

  /** Prints a vector a line, or everything as JSON. */
  void print(boolean json, PrintStream out) {
    if (!json) {
      embeddings.forEach(embedding -> out.println(Arrays.toString(embedding.vector())));
      return;
    }
    ArrayNode array = Reports.object().putArray("all");
    for (int i = 0; i < texts.size(); i++) {
      ArrayNode vector = described(i, array).putArray("embedding");
      for (float value : embeddings.get(i).vector()) {
        vector.add(value);
      }
    }
    Reports.print(array, out);
  }

  /** Prints the texts by their cosine to {@code query}, the nearest first, equal ones in order. */
  void rank(float[] query, boolean json, PrintStream out) {
    double[] cosines =
        embeddings.stream()
            .mapToDouble(embedding -> EmbeddingModel.cosine(query, embedding.vector()))
            .toArray();
    List<Integer> order =
        IntStream.range(0, texts.size())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -cosines[i]))
            .toList();
    if (!json) {
      order.forEach(i -> out.printf(Locale.ROOT, "%7.4f  %s%n", cosines[i], texts.get(i)));
      return;
    }
    ArrayNode array = Reports.object().putArray("all");
    order.forEach(i -> described(i, array).put("cosine", cosines[i]));
    Reports.print(array, out);
  }

  private ObjectNode described(int index, ArrayNode array) {
    Embedding embedding = embeddings.get(index);
    return array
        .addObject()
        .put("text", texts.get(index))
        .put("tokens", embedding.tokens())
        .put("truncated", embedding.truncated());
  }

  /** Prints counts and speed. */
  void statistics(double seconds, PrintStream err) {
    long tokens = embeddings.stream().mapToLong(Embedding::tokens).sum();
    long cut = embeddings.stream().filter(Embedding::truncated).count();
    err.printf(
        Locale.ROOT,
        "%s (%d cut), %s in %.2f s (%.1f texts/s, %.0f tokens/s)%n",
        Quantities.of(texts.size(), "text"),
        cut,
        Quantities.of(tokens, "token"),
        seconds,
        texts.size() / seconds,
        tokens / seconds);
  }
}
