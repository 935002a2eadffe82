package dev.inkstone.bench;

import dev.inkstone.engine.tensor.CacheType;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs Inkstone and Llama3.java on the same model file, prompt and number of tokens, in turns, each
 * time in a fresh JVM, and prints both speeds and their ratio.
 *
 * <p>A process makes several runs. Its first one is reported apart: it is what a short-lived
 * program sees, compilation included. The later ones are warm. Both sides choose the most likely
 * token and go on past end tokens, so that both do the same work.
 */
public final class SideBySide {
  private static final String PEER = "Llama3.java";
  private static final long PROMPT_SEED = 7;
  private static final List<String> VECTORS = List.of("--add-modules", "jdk.incubator.vector");

  private static final String USAGE =
      "SideBySide --model FILE --llama3 CLASSES [--prompt-tokens 256] [--decode-tokens 128]"
          + " [--rounds 3] [--runs 3] [--threads N] [--peer-flags 'FLAG ...'] [--json FILE]";

  private static final Set<String> OPTIONS =
      Set.of(
          "--model",
          "--llama3",
          "--prompt-tokens",
          "--decode-tokens",
          "--rounds",
          "--runs",
          "--threads",
          "--peer-flags",
          "--json");

  private SideBySide() {}

  /** Compares as the options say; see {@code docs/benchmarks.md}. */
  public static void main(String[] args) throws Exception {
    Program.run(USAGE, OPTIONS, args, SideBySide::run);
  }

  private static int run(Arguments arguments) throws IOException, InterruptedException {
    Path path = Path.of(arguments.required("--model"));
    ModelFacts model = ModelFacts.of(path);
    List<Integer> prompt =
        RunSettings.randomPrompt(
            arguments.number("--prompt-tokens", 256, 1), model.vocabulary(), PROMPT_SEED);
    RunSettings settings =
        new RunSettings(
            path,
            prompt,
            arguments.number("--decode-tokens", 128, 1),
            arguments.number("--runs", 3, 1),
            arguments.number("--threads", Runtime.getRuntime().availableProcessors(), 1),
            CacheType.F16);
    ChildProcess peer = peer(arguments, settings.threads());
    int rounds = arguments.number("--rounds", 3, 1);
    report(compare(model, settings, rounds, peer), arguments.optional("--json"));
    return Program.OK;
  }

  private static Comparison compare(
      ModelFacts model, RunSettings settings, int rounds, ChildProcess peer)
      throws IOException, InterruptedException {
    ChildProcess inkstone = inkstone();
    List<List<Run>> ours = new ArrayList<>();
    List<List<Run>> theirs = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      System.err.println("round " + round + " of " + rounds + ": Inkstone");
      ours.add(inkstone.run(settings));
      System.err.println("round " + round + " of " + rounds + ": " + PEER);
      theirs.add(peer.run(settings));
    }
    return new Comparison(model, settings, ours, theirs);
  }

  private static void report(Comparison comparison, Optional<String> json) throws IOException {
    ComparisonTable table = new ComparisonTable(comparison, PEER);
    System.out.print(table.markdown());
    System.out.printf(
        "%nBoth chose the same first %d of %d tokens.%n",
        comparison.agreement(), comparison.settings().decodeTokens() + 1);
    if (json.isPresent()) {
      Files.writeString(Path.of(json.get()), table.json());
    }
  }

  private static ChildProcess inkstone() {
    List<String> flags = new ArrayList<>(VECTORS);
    flags.add("--enable-native-access=ALL-UNNAMED");
    return new ChildProcess(classPath(), flags, InkstoneRun.class.getName());
  }

  /** With the flags its author gives it, the check of vector bounds switched off among them. */
  private static ChildProcess peer(Arguments arguments, int threads) {
    String classes = arguments.required("--llama3");
    if (!Files.exists(Path.of(classes))) {
      throw new IllegalArgumentException("--llama3 is '" + classes + "', which does not exist");
    }
    List<String> flags = new ArrayList<>(VECTORS);
    flags.add("--enable-preview");
    flags.add("-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0");
    flags.add("-Djava.util.concurrent.ForkJoinPool.common.parallelism=" + (threads - 1));
    arguments
        .optional("--peer-flags")
        .ifPresent(more -> flags.addAll(List.of(more.strip().split("\\s+", -1))));
    return new ChildProcess(
        classPath() + File.pathSeparator + classes, flags, Llama3Run.class.getName());
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }
}
