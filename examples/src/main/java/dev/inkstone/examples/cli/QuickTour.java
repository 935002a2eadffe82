package dev.inkstone.examples.cli;

import dev.inkstone.Chat;
import dev.inkstone.Completion;
import dev.inkstone.GenerationOptions;
import dev.inkstone.LanguageModel;
import dev.inkstone.ModelInfo;
import dev.inkstone.tokenizer.Tokenizer;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The steps of {@code quickstart}.
 *
 * @param shell where they are shown
 * @param path the model
 * @param random whether its weights are random
 */
record QuickTour(Shell shell, Path path, boolean random) {
  private static final String PROMPT = "The rain falls on the quiet river";
  private static final int TOKENS = 24;
  private static final int SEED = 42;
  private static final int LABEL = 11;

  void run() {
    try (LanguageModel model = LanguageModel.load(path)) {
      describe(model.info());
      tokenize(model.tokenizer());
      GenerationOptions options = options(model.tokenizer(), SEED);
      Completion first = generate(model, options);
      seeds(model, options, first);
      converse(model, options);
      speed(model);
      next(model.info().hasChatTemplate());
    }
  }

  private void describe(ModelInfo info) {
    say(
        "File",
        "%s: %s, %d layers, %s parameters, %s (%s), context %d"
            .formatted(
                path.getFileName(),
                info.architecture(),
                info.layers(),
                Quantities.count(info.parameters()),
                Quantities.bytes(info.tensorBytes()),
                String.join(", ", info.bytesByType().keySet()),
                info.contextLength()));
  }

  private void tokenize(Tokenizer tokenizer) {
    List<String> pieces = new ArrayList<>();
    for (int id : tokenizer.encode(PROMPT)) {
      pieces.add(tokenizer.decode(id));
    }
    say("Tokenize", "\"" + PROMPT + "\"");
    say("", pieces.size() + " tokens: " + String.join("|", pieces));
  }

  private Completion generate(LanguageModel model, GenerationOptions options) {
    label("Generate");
    shell.out().print(PROMPT);
    Completion completion =
        model.generate(
            PROMPT,
            options,
            piece -> {
              shell.out().print(piece.replaceAll("\\R", " "));
              shell.out().flush();
            });
    shell.out().println();
    return completion;
  }

  private void seeds(LanguageModel model, GenerationOptions options, Completion first) {
    boolean same = model.generate(PROMPT, options).text().equals(first.text());
    GenerationOptions other = options(model.tokenizer(), SEED + 1);
    boolean different = !model.generate(PROMPT, other).text().equals(first.text());
    say(
        "Seeds",
        "seed %d again gives the %s text, seed %d %s"
            .formatted(
                SEED, same ? "same" : "ANOTHER", SEED + 1, different ? "another" : "the same one"));
  }

  private void converse(LanguageModel model, GenerationOptions options) {
    if (!model.info().hasChatTemplate()) {
      say("Chat", "this model has no chat template; it continues text only");
      return;
    }
    say("Chat", "you: What is ink?");
    try (Chat chat = model.chat("You are terse.")) {
      Completion answer = chat.send("What is ink?", options);
      say("", "it:  " + answer.text().strip().replaceAll("\\R", " "));
      Completion second = chat.send("And stone?", options);
      say(
          "",
          "second turn: %d of %d prompt tokens came from the cache"
              .formatted(second.reusedTokens(), second.promptTokens()));
    }
  }

  private void speed(LanguageModel model) {
    Benchmark benchmark = new Benchmark(model, Interrupts.manual());
    int prompt = Math.min(128, model.contextLength() / 2);
    benchmark.prefill(prompt, 1);
    Benchmark.Result prefill = benchmark.prefill(prompt, 1);
    Benchmark.Result decode = benchmark.decode(TOKENS, 1);
    say(
        "Speed",
        String.format(
            Locale.ROOT,
            "%.0f tokens/s reading, %.0f tokens/s writing (briefly warmed up; see 'inkstone bench')",
            prefill.runs().getFirst(),
            decode.runs().getFirst()));
  }

  /** Limits the random model to whole words, by bias, so that its nonsense can be read. */
  private GenerationOptions options(Tokenizer tokenizer, int seed) {
    GenerationOptions.Builder builder = GenerationOptions.builder().maxTokens(TOKENS).seed(seed);
    if (random) {
      var words = TinyVocabulary.words();
      for (int id = 0; id < tokenizer.vocabularySize(); id++) {
        if (!words.contains(tokenizer.decode(id))) {
          builder.logitBias(id, Float.NEGATIVE_INFINITY);
        }
      }
    }
    return builder.build();
  }

  private void next(boolean chats) {
    PrintStream out = shell.out();
    out.println();
    out.println(random ? "It works. Next, get a real model and" : "It works. Next");
    if (random) {
      out.println(
          "  download a small instruct model as GGUF (Llama 3.2 1B in Q4_0, for example), then");
    }
    String file = random ? "model.gguf" : quoted(path.toString());
    if (chats) {
      out.println("  ./inkstone chat --model " + file);
    }
    out.println("  ./inkstone generate --model " + file + " --prompt \"Once upon a time\" --stats");
    out.println("  ./inkstone info " + file);
    out.println("  ./inkstone doctor");
  }

  private static String quoted(String path) {
    return path.contains(" ") ? "\"" + path + "\"" : path;
  }

  private void label(String label) {
    shell.out().print(label + " ".repeat(LABEL - label.length()));
  }

  private void say(String label, String text) {
    label(label);
    shell.out().println(text);
  }
}
