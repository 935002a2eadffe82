package dev.inkstone.examples.cli;

import dev.inkstone.GenerationOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How tokens are chosen and when an answer ends. */
final class SamplingOptions {
  private static final long LARGEST_DRAWN_SEED = 1L << 31; // short enough to type again

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = {"-n", "--max-tokens"},
      paramLabel = "N",
      description = "New tokens at most (default: until the model ends or the context is full).")
  private @Nullable Integer maxTokens;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "Divides the logits; 0 always takes the most likely token (default: 0.8).")
  private @Nullable Double temperature;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "Keep the K most likely tokens; 0 keeps all (default: 40).")
  private @Nullable Integer topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = "Keep the likeliest tokens that reach probability P (default: 0.95).")
  private @Nullable Double topP;

  @Option(
      names = "--min-p",
      paramLabel = "M",
      description = "Keep tokens at least M times as likely as the likeliest (default: 0.05).")
  private @Nullable Double minP;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "The same seed gives the same text (default: drawn; --stats shows it).")
  private long seed = RandomGenerator.getDefault().nextLong(LARGEST_DRAWN_SEED);

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "End the answer where TEXT appears; may be given several times.")
  private List<String> stop = new ArrayList<>();

  /** The seed in use. */
  long seed() {
    return seed;
  }

  /**
   * Sets what was asked for.
   *
   * @throws ParameterException if a value is out of range
   */
  GenerationOptions.Builder builder() {
    OptionValues values = new OptionValues(command);
    GenerationOptions.Builder builder = GenerationOptions.builder().seed(seed);
    if (maxTokens != null) {
      builder.maxTokens(values.atLeast(1, "--max-tokens", maxTokens));
    }
    if (temperature != null) {
      builder.temperature(values.finite("--temperature", temperature));
    }
    if (topK != null) {
      builder.topK(values.atLeast(0, "--top-k", topK));
    }
    if (topP != null) {
      builder.topP(values.share("--top-p", topP));
    }
    if (minP != null) {
      builder.minP(values.share("--min-p", minP));
    }
    stop.forEach(text -> builder.stop(values.notEmpty("--stop", text)));
    return builder;
  }
}
