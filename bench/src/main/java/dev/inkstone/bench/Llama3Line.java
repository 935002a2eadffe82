package dev.inkstone.bench;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line in which Llama3.java reports its own speed:
 *
 * <pre>context: 384/384 prompt: 31.96 tokens/s (256) generation: 17.62 tokens/s (129)</pre>
 *
 * @param promptRate prompt tokens per second
 * @param promptTokens tokens of the prompt
 * @param generationRate generated tokens per second
 * @param generatedTokens tokens generated; the first of them came with the prompt
 */
record Llama3Line(double promptRate, int promptTokens, double generationRate, int generatedTokens) {
  private static final Pattern LINE =
      Pattern.compile(
          "prompt: ([0-9.]+) tokens/s \\(([0-9]+)\\) generation: ([0-9.]+) tokens/s \\(([0-9]+)\\)");

  /** The figures in a text, if it has such a line. */
  static Optional<Llama3Line> find(String text) {
    Matcher line = LINE.matcher(text);
    if (!line.find()) {
      return Optional.empty();
    }
    return Optional.of(
        new Llama3Line(
            Double.parseDouble(line.group(1)),
            Integer.parseInt(line.group(2)),
            Double.parseDouble(line.group(3)),
            Integer.parseInt(line.group(4))));
  }

  /**
   * The same as a run. Llama3.java divides all generated tokens by the time after the prompt, in
   * which all but the first were computed; a run counts those alone.
   */
  Run run(List<Integer> ids) {
    return new Run(
        promptTokens,
        promptTokens / promptRate,
        generatedTokens - 1,
        generatedTokens / generationRate,
        ids);
  }
}
