package dev.inkstone.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** A comparison as the Markdown table that llama-bench prints, and as JSON with every run. */
final class ComparisonTable {
  private final Comparison comparison;
  private final String peer;

  ComparisonTable(Comparison comparison, String peer) {
    this.comparison = comparison;
    this.peer = peer;
  }

  /** The table. */
  String markdown() {
    StringBuilder table = new StringBuilder();
    add(table, "model", "size", "params", "backend", "threads", "test", "t/s best", "t/s median");
    add(table, "---", "---:", "---:", "---", "---:", "---:", "---:", "---:");
    for (Comparison.Row row : comparison.rows()) {
      addRates(table, "Inkstone", row.test(), row.ours());
      addRates(table, peer, row.test(), row.theirs());
      addRates(table, "ratio", row.test(), row.ours().over(row.theirs()));
    }
    return table.toString();
  }

  private void addRates(StringBuilder table, String backend, String test, Rates rates) {
    ModelFacts model = comparison.model();
    add(
        table,
        "llama " + model.type(),
        text("%.2f MiB", model.bytes() / 0x1p20),
        text("%.2f B", model.parameters() / 1e9),
        backend,
        Integer.toString(comparison.settings().threads()),
        test,
        text("%.2f", rates.best()),
        text("%.2f", rates.median()));
  }

  private static void add(StringBuilder table, Object... cells) {
    table.append("| %-16s | %10s | %8s | %-11s | %7s | %12s | %9s | %9s |%n".formatted(cells));
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  /** All runs and the machine they were made on. */
  String json() {
    JsonMapper mapper = new JsonMapper();
    ObjectNode root = mapper.createObjectNode();
    RunSettings settings = comparison.settings();
    root.put("model", settings.model().getFileName().toString());
    root.put("type", comparison.model().type());
    root.put("sizeBytes", comparison.model().bytes());
    root.put("parameters", comparison.model().parameters());
    root.put("threads", settings.threads());
    root.put("promptTokens", settings.prompt().size());
    root.put("decodeTokens", settings.decodeTokens());
    root.put("java", Runtime.version().toString());
    root.put("cores", Runtime.getRuntime().availableProcessors());
    root.put("agreeingTokens", comparison.agreement());
    ObjectNode sides = root.putObject("rounds");
    addRuns(sides.putArray("Inkstone"), comparison.ours());
    addRuns(sides.putArray(peer), comparison.theirs());
    return root.toPrettyString();
  }

  private static void addRuns(ArrayNode target, List<List<Run>> rounds) {
    for (List<Run> runs : rounds) {
      ArrayNode round = target.addArray();
      for (Run run : runs) {
        round
            .addObject()
            .put("promptTokensPerSecond", run.promptRate())
            .put("decodeTokensPerSecond", run.decodeRate());
      }
    }
  }
}
