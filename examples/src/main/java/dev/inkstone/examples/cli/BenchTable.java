package dev.inkstone.examples.cli;

import dev.inkstone.ModelInfo;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** Results of {@code bench} as the Markdown table that llama-bench prints. */
final class BenchTable {
  static final String BACKEND = "CPU";
  private static final String ROW = "| %-30s | %10s | %10s | %-10s | %7s | %13s | %20s |%n";

  private BenchTable() {}

  static void print(ModelInfo info, List<Benchmark.Result> results, PrintStream out) {
    out.printf(ROW, "model", "size", "params", "backend", "threads", "test", "t/s");
    out.printf(
        ROW,
        "-".repeat(30),
        "-".repeat(9) + ":",
        "-".repeat(9) + ":",
        "-".repeat(10),
        "-".repeat(6) + ":",
        "-".repeat(12) + ":",
        "-".repeat(19) + ":");
    for (Benchmark.Result result : results) {
      out.printf(
          ROW,
          model(info),
          Quantities.bytes(info.tensorBytes()),
          Quantities.count(info.parameters()),
          BACKEND,
          info.threads(),
          result.name(),
          Spread.of(result.runs()));
    }
  }

  /** Architecture, size and the type most of its bytes have: {@code llama 1.10 B Q4_0}. */
  private static String model(ModelInfo info) {
    String type =
        info.bytesByType().entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .orElse("");
    return info.architecture() + " " + Quantities.count(info.parameters()) + " " + type;
  }
}
