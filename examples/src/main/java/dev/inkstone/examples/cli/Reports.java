package dev.inkstone.examples.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.inkstone.Completion;
import dev.inkstone.FinishReason;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** A completion in numbers: as JSON for programs, as lines for people. */
final class Reports {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Reports() {}

  /** Prints a JSON value in several lines. */
  static void print(JsonNode value, PrintStream out) {
    try {
      out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value));
    } catch (JsonProcessingException impossible) { // a tree of plain values
      throw new IllegalStateException("JSON cannot be written", impossible);
    }
  }

  /** An empty JSON object. */
  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** The name of {@code reason} in JSON, for example {@code max_tokens}. */
  static String name(FinishReason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  /** {@code text, finishReason, usage, timings}. */
  static ObjectNode json(Completion completion, Duration load) {
    ObjectNode json = object();
    json.put("text", completion.text());
    json.put("finishReason", name(completion.finishReason()));
    ObjectNode usage = json.putObject("usage");
    usage.put("promptTokens", completion.promptTokens());
    usage.put("completionTokens", completion.completionTokens());
    usage.put("totalTokens", completion.promptTokens() + completion.completionTokens());
    ObjectNode timings = json.putObject("timings");
    timings.put("loadSeconds", Quantities.seconds(load));
    timings.put("promptSeconds", Quantities.seconds(completion.timings().prompt()));
    timings.put("generationSeconds", Quantities.seconds(completion.timings().generation()));
    timings.put("promptTokensPerSecond", completion.promptTokensPerSecond());
    timings.put("generationTokensPerSecond", completion.tokensPerSecond());
    return json;
  }

  /** Lines such as {@code prompt: 12 tokens in 0.10 s (120.0 tokens/s)}. */
  static void statistics(Completion completion, PrintStream err) {
    String format = "%-11s %s in %s (%.1f tokens/s)%n";
    err.printf(
        Locale.ROOT,
        format,
        "prompt:",
        Quantities.of(completion.promptTokens() - completion.reusedTokens(), "token"),
        Quantities.time(completion.timings().prompt()),
        completion.promptTokensPerSecond());
    err.printf(
        Locale.ROOT,
        format,
        "generation:",
        Quantities.of(completion.completionTokens(), "token"),
        Quantities.time(completion.timings().generation()),
        completion.tokensPerSecond());
    err.printf("%-11s %s%n", "end:", name(completion.finishReason()));
  }
}
