package dev.inkstone.examples.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.inkstone.LanguageModel;
import dev.inkstone.ModelInfo;
import dev.inkstone.SystemReport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures tokens per second. */
@Command(
    name = "bench",
    description = {
      "Measure tokens per second.",
      "Reading a prompt (pp) and generating (tg): mean and standard deviation over the runs, in the",
      "layout of llama-bench. One run before the measured ones warms up."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  inkstone bench --model model.gguf -p 512 -n 128 -r 5"})
final class BenchCommand implements Callable<Integer> {
  private final Shell shell;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ModelOptions models = new ModelOptions();

  @Option(
      names = {"-p", "--prompt-tokens"},
      paramLabel = "N",
      description = "Tokens of the prompt, 0 for no such test (default: ${DEFAULT-VALUE}).")
  private int promptTokens = 256;

  @Option(
      names = {"-n", "--generate-tokens"},
      paramLabel = "N",
      description = "Tokens to generate, 0 for no such test (default: ${DEFAULT-VALUE}).")
  private int generateTokens = 64;

  @Option(
      names = {"-r", "--repetitions"},
      paramLabel = "N",
      description = "Measured runs of each test (default: ${DEFAULT-VALUE}).")
  private int repetitions = 3;

  @Option(names = "--json", description = "Print JSON with every run instead of a table.")
  private boolean json;

  BenchCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    check();
    checkContext();
    progress("loading");
    try (LanguageModel model = models.load(shell)) {
      List<Benchmark.Result> results = measure(new Benchmark(model, shell.interrupts()));
      boolean interrupted = results.stream().anyMatch(Benchmark.Result::interrupted);
      print(model.info(), results.stream().filter(result -> !result.runs().isEmpty()).toList());
      return interrupted ? ExitCodes.INTERRUPTED : ExitCodes.OK;
    }
  }

  private void check() {
    OptionValues values = new OptionValues(spec);
    values.atLeast(0, "-p", promptTokens);
    values.atLeast(0, "-n", generateTokens);
    values.atLeast(1, "-r", repetitions);
    if (promptTokens == 0 && generateTokens == 0) {
      throw values.wrong("nothing to measure: -p and -n are both 0");
    }
  }

  /** Each test has a context of its own; the one that generates begins with a short prompt. */
  private void checkContext() {
    int context = models.contextLength();
    if (context > 0) {
      requireRoom("-p", promptTokens, context);
      requireRoom("-n", generateTokens, context - Benchmark.SHORT_PROMPT);
    }
  }

  private void requireRoom(String option, int tokens, int room) {
    if (tokens > 0 && tokens > room) {
      throw new OptionValues(spec)
          .wrong(
              "%s is %d, but the context has room for %d: lower it, or give a larger --context"
                  .formatted(option, tokens, Math.max(0, room)));
    }
  }

  private List<Benchmark.Result> measure(Benchmark benchmark) {
    List<Benchmark.Result> results = new ArrayList<>();
    if (promptTokens > 0) {
      results.add(measure("pp" + promptTokens, runs -> benchmark.prefill(promptTokens, runs)));
    }
    if (generateTokens > 0 && results.stream().noneMatch(Benchmark.Result::interrupted)) {
      results.add(measure("tg" + generateTokens, runs -> benchmark.decode(generateTokens, runs)));
    }
    return results;
  }

  /** The result of {@code test}; the one of its warm-up, without runs, if Ctrl-C ended that. */
  private Benchmark.Result measure(String name, IntFunction<Benchmark.Result> test) {
    progress("warming up " + name);
    Benchmark.Result warmUp = test.apply(1);
    if (warmUp.interrupted()) {
      return warmUp;
    }
    progress("measuring " + name);
    return test.apply(repetitions);
  }

  private void progress(String what) {
    shell.err().println("inkstone: " + what);
  }

  private void print(ModelInfo info, List<Benchmark.Result> results) {
    if (json) {
      Reports.print(json(info, results), shell.out());
    } else {
      BenchTable.print(info, results, shell.out());
    }
  }

  private static ObjectNode json(ModelInfo info, List<Benchmark.Result> results) {
    ObjectNode json = Reports.object();
    json.put("model", info.name());
    json.put("architecture", info.architecture());
    json.put("sizeBytes", info.tensorBytes());
    json.put("parameters", info.parameters());
    json.put("backend", BenchTable.BACKEND);
    json.put("kernels", SystemReport.current().kernels());
    json.put("threads", info.threads());
    ArrayNode tests = json.putArray("tests");
    for (Benchmark.Result result : results) {
      Spread spread = Spread.of(result.runs());
      ObjectNode test = tests.addObject();
      test.put("test", result.name());
      test.put("tokens", result.tokens());
      test.put("meanTokensPerSecond", spread.mean());
      test.put("deviationTokensPerSecond", spread.deviation());
      ArrayNode runs = test.putArray("runsTokensPerSecond");
      result.runs().forEach(runs::add);
    }
    return json;
  }
}
