package dev.inkstone.examples.cli;

import dev.inkstone.KvCacheType;
import dev.inkstone.LanguageModel;
import dev.inkstone.LanguageModelBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which model to load, and how. */
final class ModelOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "FILE",
      description = "A GGUF file, or a folder with safetensors, config.json and tokenizer.json.")
  private Path model = Path.of("");

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      description = "Threads that compute (default: one per core).")
  private @Nullable Integer threads;

  @Option(
      names = {"-c", "--context"},
      paramLabel = "N",
      description =
          "Tokens of prompt and answer together at most (default: what the model allows).")
  private @Nullable Integer context;

  @Mixin private PackCacheOption packCache = new PackCacheOption();

  @Option(
      names = "--kv-cache",
      paramLabel = "TYPE",
      description = "How keys and values are held: ${COMPLETION-CANDIDATES} (default: F16).")
  private KvCacheType kvCache = KvCacheType.F16;

  @Option(
      names = "--no-warm-up",
      description = {
        "Compile no kernels while loading: the start is shorter, the first prompt longer.",
        "Models of less than 64 MiB are never warmed up."
      })
  private boolean noWarmUp;

  /** The model's path. */
  Path path() {
    return model;
  }

  /** Tokens the context will hold, 0 if neither the options nor the model's file say. */
  int contextLength() {
    return context != null ? context : ModelHeader.read(requireModel(model)).contextLength();
  }

  /** Loads the model; a person is told how far it has come. */
  LanguageModel load(Shell shell) {
    return builder(shell).build();
  }

  /** What loads the model. */
  LanguageModelBuilder builder(Shell shell) {
    OptionValues values = new OptionValues(command);
    LanguageModelBuilder builder = LanguageModel.builder(requireModel(model)).kvCache(kvCache);
    if (shell.interactive()) {
      builder.progress(new LoadingLine(shell.err()));
    }
    if (threads != null) {
      builder.threads(values.between(1, LanguageModelBuilder.MAX_THREADS, "--threads", threads));
    }
    if (context != null) {
      builder.contextLength(values.atLeast(1, "--context", context));
    }
    if (noWarmUp) {
      builder.warmUp(false);
    }
    packCache.apply(builder);
    return builder;
  }

  /** {@code path}, which exists and can be read. */
  static Path requireModel(Path path) {
    if (path.toString().isEmpty()) {
      throw new CommandFailure(ExitCodes.USAGE, "the model's path is empty");
    }
    if (!Files.exists(path)) {
      throw new CommandFailure(ExitCodes.NO_INPUT, "model not found: " + path);
    }
    if (!Files.isReadable(path)) {
      throw new CommandFailure(
          ExitCodes.NO_INPUT, "model cannot be read: " + path + " (permission denied)");
    }
    return path;
  }
}
