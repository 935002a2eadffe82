package dev.inkstone.examples;

import dev.inkstone.EmbeddingModel;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** An example: which of some passages is nearest to a question. */
public final class SemanticSearch {
  private static final String QUESTION = "How do I reset the device?";
  private static final List<String> PASSAGES =
      List.of(
          "Hold the button for ten seconds and it starts afresh.",
          "Ink is made of soot and gum.",
          "The guarantee covers two years.");

  private SemanticSearch() {}

  /** Prints the passages, the nearest first, for an embedding model's file or folder. */
  public static void main(String[] args) {
    if (args.length != 1) {
      System.err.println("usage: SemanticSearch MODEL (an embedding model's file or folder)");
      System.exit(2);
    }
    try (EmbeddingModel model = EmbeddingModel.load(Path.of(args[0]))) {
      print(model, System.out);
    }
  }

  static void print(EmbeddingModel model, PrintStream out) {
    float[] question = model.embed(QUESTION);
    List<float[]> passages = model.embedAll(PASSAGES);
    IntStream.range(0, PASSAGES.size())
        .mapToObj(i -> new Hit(PASSAGES.get(i), EmbeddingModel.cosine(question, passages.get(i))))
        .sorted(Comparator.comparingDouble(Hit::cosine).reversed())
        .forEach(hit -> out.printf(Locale.ROOT, "%.3f %s%n", hit.cosine(), hit.passage()));
  }

  private record Hit(String passage, double cosine) {}
}
