package dev.inkstone.examples.cli;

import dev.inkstone.Completion;
import dev.inkstone.GenerationOptions;
import dev.inkstone.LanguageModel;
import dev.inkstone.TokenStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures reading a prompt and generating, through the same doors a user takes.
 *
 * <p>The prompt is random ordinary tokens, as speed does not depend on their meaning. Generation
 * goes on past end tokens and takes the most likely token, so that every run does the same work.
 */
final class Benchmark {
  /** Tokens the prompt that generation begins with may have; rarely, a tokenizer needs more. */
  static final int SHORT_PROMPT = 4;

  private final LanguageModel model;
  private final Interrupts interrupts;
  private final Map<Integer, String> prompts = new HashMap<>();

  Benchmark(LanguageModel model, Interrupts interrupts) {
    this.model = model;
    this.interrupts = interrupts;
  }

  /**
   * One kind of measurement.
   *
   * @param name as llama-bench writes it: {@code pp256} or {@code tg64}
   * @param tokens measured per run, as they turned out
   * @param runs tokens per second, one number per run
   * @param interrupted whether Ctrl-C ended it early
   */
  record Result(String name, int tokens, List<Double> runs, boolean interrupted) {
    /** Copies the list. */
    Result {
      runs = List.copyOf(runs);
    }
  }

  /** Reads a prompt of about {@code tokens} tokens {@code runs} times. */
  Result prefill(int tokens, int runs) {
    String prompt = prompt(tokens);
    GenerationOptions options = options(1);
    List<Double> speeds = new ArrayList<>();
    int measured = tokens;
    for (int run = 0; run < runs; run++) {
      Printing printing = once(prompt, options);
      if (printing.interrupted()) {
        return new Result("pp" + measured, measured, speeds, true);
      }
      measured = printing.completion().promptTokens();
      speeds.add(printing.completion().promptTokensPerSecond());
    }
    return new Result("pp" + measured, measured, speeds, false);
  }

  /** Generates {@code tokens} tokens after a short prompt {@code runs} times. */
  Result decode(int tokens, int runs) {
    // The first token comes with the prompt's time, so one more is asked for.
    GenerationOptions options = options(tokens + 1);
    String prompt = prompt(1);
    List<Double> speeds = new ArrayList<>();
    int measured = tokens;
    for (int run = 0; run < runs; run++) {
      Printing printing = once(prompt, options);
      Completion completion = printing.completion();
      if (printing.interrupted()) {
        return new Result("tg" + measured, measured, speeds, true);
      }
      measured = completion.completionTokens() - 1;
      speeds.add(completion.tokensPerSecond());
    }
    return new Result("tg" + measured, measured, speeds, false);
  }

  private Printing once(String prompt, GenerationOptions options) {
    try (TokenStream stream = model.stream(prompt, options)) {
      return Printing.print(stream, piece -> true, interrupts);
    }
  }

  private static GenerationOptions options(int tokens) {
    return GenerationOptions.builder()
        .maxTokens(tokens)
        .temperature(0)
        .ignoreEndOfSequence(true)
        .build();
  }

  /** The same prompt for the same number, made once. */
  private String prompt(int tokens) {
    return prompts.computeIfAbsent(
        tokens, wanted -> RandomPrompt.of(model.tokenizer()).text(wanted));
  }
}
