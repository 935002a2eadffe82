package dev.inkstone.bench;

import dev.inkstone.engine.tensor.CacheType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * What both sides of a comparison do in each of their processes.
 *
 * @param model the model file
 * @param prompt the prompt's token ids
 * @param decodeTokens tokens to decode after it
 * @param runs runs in one process, the first of them cold
 * @param threads threads that compute
 * @param cache how Inkstone holds keys and values; other engines have their own default
 */
record RunSettings(
    Path model, List<Integer> prompt, int decodeTokens, int runs, int threads, CacheType cache) {
  private static final Set<String> OPTIONS =
      Set.of("--model", "--ids", "--decode-tokens", "--runs", "--threads", "--kv-cache");

  /** Copies the prompt. */
  RunSettings {
    prompt = List.copyOf(prompt);
  }

  /** Positions a run needs. */
  int positions() {
    return prompt.size() + decodeTokens;
  }

  /** The prompt as an array of its own. */
  int[] promptIds() {
    return prompt.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The same settings as options of another process. */
  List<String> arguments() {
    String ids = prompt.stream().map(id -> id.toString()).collect(Collectors.joining(","));
    return List.of(
        "--model",
        model.toString(),
        "--ids",
        ids,
        "--decode-tokens",
        Integer.toString(decodeTokens),
        "--runs",
        Integer.toString(runs),
        "--threads",
        Integer.toString(threads));
  }

  /** Reads what {@link #arguments} wrote. */
  static RunSettings parse(String... args) {
    Arguments arguments = Arguments.parse(OPTIONS, args);
    String[] ids = arguments.required("--ids").split(",", -1);
    return new RunSettings(
        Path.of(arguments.required("--model")),
        Arrays.stream(ids).map(Integer::valueOf).toList(),
        arguments.number("--decode-tokens", 128, 1),
        arguments.number("--runs", 1, 1),
        arguments.number("--threads", Runtime.getRuntime().availableProcessors(), 1),
        arguments.constant("--kv-cache", CacheType.F16));
  }

  /** A prompt of {@code count} random ids below {@code bound}; the same seed, the same prompt. */
  static List<Integer> randomPrompt(int count, int bound, long seed) {
    return new SplittableRandom(seed).ints(count, 0, bound).boxed().toList();
  }
}
