package dev.inkstone.bench;

import dev.inkstone.Completion;
import dev.inkstone.GenerationOptions;
import dev.inkstone.LanguageModel;
import dev.inkstone.LanguageModelBuilder;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Set;

/** A program that loads a model and generates a token, and tells when it came how far. */
public final class StartRun {
  private static final Set<String> OPTIONS =
      Set.of("--model", "--prompt-tokens", "--threads", "--pack-cache", "--warm-up");

  private StartRun() {}

  /**
   * Loads and generates.
   *
   * @param args {@code --model FILE --prompt-tokens N --threads N --warm-up yes} or {@code no}, and
   *     {@code --pack-cache FOLDER} if packed weights are to be kept there
   */
  public static void main(String[] args) {
    long main = sinceStart();
    Arguments arguments = Arguments.parse(OPTIONS, args);
    LanguageModelBuilder builder =
        LanguageModel.builder(Path.of(arguments.required("--model")))
            .contextLength(1024)
            .threads(arguments.number("--threads", Runtime.getRuntime().availableProcessors(), 1))
            .warmUp(arguments.required("--warm-up").equals("yes"));
    arguments.optional("--pack-cache").ifPresent(folder -> builder.packCache(Path.of(folder)));
    GenerationOptions options =
        GenerationOptions.builder().temperature(0).maxTokens(1).ignoreEndOfSequence(true).build();
    try (LanguageModel model = builder.build()) {
      long loaded = sinceStart();
      String prompt = " a".repeat(arguments.number("--prompt-tokens", 16, 2) - 1); // and a begin
      Completion completion = model.generate(prompt, options);
      long first = sinceStart();
      System.out.println(new StartTimes(main, loaded, first, completion.promptTokens()).line());
    }
  }

  private static long sinceStart() {
    return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
  }
}
