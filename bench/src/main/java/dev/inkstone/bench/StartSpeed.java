package dev.inkstone.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Time from the start of a JVM to the first token of a model: plain, with kernels compiled ahead,
 * with packed weights from a file, with both, and with an AOT cache of the JDK on top. The variants
 * take turns; of each the round with the earliest first token is printed.
 */
public final class StartSpeed {
  private static final String USAGE =
      "StartSpeed --model FILE [--prompt-tokens 16] [--rounds 3] [--threads N]"
          + " [--aot yes (class path of jars only)]";

  private static final Set<String> OPTIONS =
      Set.of("--model", "--prompt-tokens", "--rounds", "--threads", "--aot");

  private final Arguments arguments;
  private final Path folder;

  private record Variant(String name, boolean warmUp, boolean packCache, List<String> flags) {}

  private StartSpeed(Arguments arguments, Path folder) {
    this.arguments = arguments;
    this.folder = folder;
  }

  /** Measures as the options say; see {@code docs/fast-starts.md}. */
  public static void main(String[] args) throws Exception {
    Program.run(USAGE, OPTIONS, args, StartSpeed::run);
  }

  private static int run(Arguments arguments) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("inkstone-start");
    try {
      new StartSpeed(arguments, folder).measure();
    } finally {
      delete(folder);
    }
    return Program.OK;
  }

  private void measure() throws IOException, InterruptedException {
    List<Variant> variants = variants();
    List<List<StartTimes>> times = new ArrayList<>();
    variants.forEach(variant -> times.add(new ArrayList<>()));
    once(variants.getLast()); // writes the packed weights
    for (int round = 0; round < arguments.number("--rounds", 3, 1); round++) {
      for (int i = 0; i < variants.size(); i++) {
        times.get(i).add(once(variants.get(i)));
      }
    }
    System.out.println("| variant | prompt tokens | main, ms | loaded, ms | first token, ms |");
    System.out.println("|---|---:|---:|---:|---:|");
    for (int i = 0; i < variants.size(); i++) {
      StartTimes best =
          times.get(i).stream().min(Comparator.comparingLong(StartTimes::first)).orElseThrow();
      System.out.println(best.row(variants.get(i).name()));
    }
  }

  private List<Variant> variants() throws IOException, InterruptedException {
    List<Variant> variants = new ArrayList<>();
    variants.add(new Variant("plain", false, false, List.of()));
    variants.add(new Variant("warm-up", true, false, List.of()));
    variants.add(new Variant("pack cache", false, true, List.of()));
    Variant both = new Variant("pack cache, warm-up", true, true, List.of());
    variants.add(both);
    if (arguments.optional("--aot").isPresent()) {
      Path cache = folder.resolve("inkstone.aot");
      once(new Variant("training", true, true, List.of("-XX:AOTCacheOutput=" + cache)));
      variants.add(
          new Variant(
              "pack cache, warm-up, AOT cache", true, true, List.of("-XX:AOTCache=" + cache)));
    }
    return variants;
  }

  private StartTimes once(Variant variant) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command(variant)).redirectErrorStream(true).start();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> lines = output.lines().toList();
      int code = process.waitFor();
      return lines.stream()
          .flatMap(line -> StartTimes.read(line).stream())
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "ended with code " + code + ": " + String.join("\n", lines)));
    } finally {
      process.destroy();
    }
  }

  private List<String> command(Variant variant) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(variant.flags());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(StartRun.class.getName());
    command.addAll(List.of("--model", arguments.required("--model")));
    for (String option : List.of("--prompt-tokens", "--threads")) {
      arguments.optional(option).ifPresent(value -> command.addAll(List.of(option, value)));
    }
    command.addAll(List.of("--warm-up", variant.warmUp() ? "yes" : "no"));
    if (variant.packCache()) {
      command.addAll(List.of("--pack-cache", folder.toString()));
    }
    return command;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
