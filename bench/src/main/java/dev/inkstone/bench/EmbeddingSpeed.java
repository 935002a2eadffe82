package dev.inkstone.bench;

import dev.inkstone.EmbeddingModel;
import dev.inkstone.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Embeds texts with models of all-MiniLM-L6-v2's shape, beside LangChain4j's in-process one: texts
 * and tokens a second, in batches and one by one. Rounds alternate between all engines.
 */
public final class EmbeddingSpeed {
  private static final String USAGE =
      "EmbeddingSpeed [--types F32,F16,Q8_0] [--threads N] [--rounds N] [--warm-up N]"
          + " [--long-texts N] [--short-texts N] [--peer langchain4j|none] [--tokenizer FILE]"
          + " [--seed N]";

  private static final Set<String> OPTIONS =
      Set.of(
          "--types",
          "--threads",
          "--rounds",
          "--warm-up",
          "--long-texts",
          "--short-texts",
          "--peer",
          "--tokenizer",
          "--seed");

  private final int warmUp;
  private final int rounds;
  private final Map<String, Engine> engines = new LinkedHashMap<>();

  private EmbeddingSpeed(Arguments arguments) {
    warmUp = arguments.number("--warm-up", 3, 0);
    rounds = arguments.number("--rounds", 10, 1);
  }

  /** Makes embeddings of texts. */
  @FunctionalInterface
  private interface Engine {
    List<float[]> embed(List<String> texts);
  }

  /** Texts to embed, and how. */
  private record Work(String name, List<String> texts, int tokens, boolean together) {}

  /** Measures as the options say; see {@code docs/benchmarks.md}. */
  public static void main(String[] args) throws Exception {
    TokenizerPeer.stayOffline();
    Program.run(USAGE, OPTIONS, args, EmbeddingSpeed::run);
  }

  private static int run(Arguments arguments) throws Exception {
    Path folder = Files.createTempDirectory("embedding-speed");
    int threads = arguments.number("--threads", Runtime.getRuntime().availableProcessors(), 1);
    List<EmbeddingModel> models = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      EmbeddingSpeed speed = new EmbeddingSpeed(arguments);
      Tokenizer tokenizer = tokenizer(arguments, folder);
      long seed = arguments.longNumber("--seed", 1, Long.MIN_VALUE);
      for (String type : List.of(arguments.optional("--types").orElse("F32,Q8_0").split(","))) {
        Path file = folder.resolve(type + ".gguf");
        RandomBert.write(tokenizer, type, seed, file);
        EmbeddingModel model = EmbeddingModel.builder(file).threads(threads).build();
        models.add(model);
        speed.engines.put("Inkstone " + type, model::embedAll);
      }
      if (arguments.optional("--peer").orElse("langchain4j").equals("langchain4j")) {
        speed.engines.put("LangChain4j F32", LangChain4jPeer.load(executor)::embedAll);
      }
      int longTexts = arguments.number("--long-texts", 64, 1);
      int shortTexts = arguments.number("--short-texts", 256, 1);
      speed.measure(work("~100 tokens", texts(tokenizer, longTexts, 80, 120, seed), tokenizer));
      speed.measure(work("~15 tokens", texts(tokenizer, shortTexts, 10, 20, seed), tokenizer));
      return Program.OK;
    } finally {
      models.forEach(EmbeddingModel::close);
      deleteAll(folder);
    }
  }

  private static Tokenizer tokenizer(Arguments arguments, Path folder) throws IOException {
    if (arguments.optional("--tokenizer").isPresent()) {
      return Tokenizer.load(Path.of(arguments.required("--tokenizer")));
    }
    Path file = folder.resolve("tokenizer.json");
    LangChain4jPeer.writeTokenizer(file);
    return Tokenizer.load(file);
  }

  /** English of {@code least} to {@code most} tokens a text, special ones included. */
  private static List<String> texts(
      Tokenizer tokenizer, int count, int least, int most, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              int tokens = least + random.nextInt(most - least + 1) - 2;
              return tokenizer.truncate(SpeedText.english(8 * most, seed + i), tokens);
            })
        .toList();
  }

  private static List<Work> work(String name, List<String> texts, Tokenizer tokenizer) {
    int tokens = texts.stream().mapToInt(text -> tokenizer.count(text) + 2).sum();
    return List.of(
        new Work(name + ", batch of " + texts.size(), texts, tokens, true),
        new Work(name + ", one by one", texts, tokens, false));
  }

  private void measure(List<Work> works) {
    for (Work work : works) {
      Map<String, List<Double>> rates = new LinkedHashMap<>();
      for (int round = -warmUp; round < rounds; round++) {
        for (String engine : engines.keySet()) {
          double rate = work.texts().size() / seconds(engines.get(engine), work);
          if (round >= 0) {
            rates.computeIfAbsent(engine, name -> new ArrayList<>()).add(rate);
          }
        }
      }
      print(work, rates);
    }
  }

  private static double seconds(Engine engine, Work work) {
    long start = System.nanoTime();
    int embedded = 0;
    if (work.together()) {
      embedded = engine.embed(work.texts()).size();
    } else {
      for (String text : work.texts()) {
        embedded += engine.embed(List.of(text)).size();
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (embedded != work.texts().size()) {
      throw new IllegalStateException(embedded + " embeddings of " + work.texts().size());
    }
    return seconds;
  }

  private static void print(Work work, Map<String, List<Double>> rates) {
    double perText = (double) work.tokens() / work.texts().size();
    System.out.printf(
        "%n%s (%.1f tokens a text)%n%-18s %18s %12s %14s%n",
        work.name(), perText, "", "texts/s best (med)", "tokens/s", "over the last");
    Rates last = Rates.of(rates.values().stream().toList().getLast());
    rates.forEach(
        (engine, values) -> {
          Rates own = Rates.of(values);
          Rates ratio = own.over(last);
          System.out.printf(
              "%-18s %9.1f (%6.1f) %12.0f %6.2f (%5.2f)%n",
              engine, own.best(), own.median(), own.best() * perText, ratio.best(), ratio.median());
        });
  }

  private static void deleteAll(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
