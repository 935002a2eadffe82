package dev.inkstone.examples.cli;

import dev.inkstone.EmbeddingModelBuilder;
import dev.inkstone.LanguageModelBuilder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether packed weights are kept in a file, and where. */
final class PackCacheOption {
  private static final String BESIDE_MODEL = "";

  @Option(
      names = "--pack-cache",
      arity = "0..1",
      fallbackValue = BESIDE_MODEL,
      paramLabel = "FOLDER",
      description = {
        "Keep the packed weights in a file beside the model, or in FOLDER,",
        "and map it at later starts instead of packing again."
      })
  private @Nullable String folder;

  void apply(LanguageModelBuilder builder) {
    if (BESIDE_MODEL.equals(folder)) {
      builder.packCache();
    } else if (folder != null) {
      builder.packCache(Path.of(folder));
    }
  }

  void apply(EmbeddingModelBuilder builder) {
    if (BESIDE_MODEL.equals(folder)) {
      builder.packCache();
    } else if (folder != null) {
      builder.packCache(Path.of(folder));
    }
  }
}
