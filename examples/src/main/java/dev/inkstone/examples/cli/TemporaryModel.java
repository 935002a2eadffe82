package dev.inkstone.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A {@link TinyModel} in a temporary folder; closing deletes it, as does the end of the JVM. */
final class TemporaryModel implements AutoCloseable {
  private final Path folder;
  private final Path file;

  private TemporaryModel(Path folder) {
    this.folder = folder;
    this.file = folder.resolve("tiny-random.gguf");
  }

  /** Writes the model of {@code seed}. */
  static TemporaryModel write(long seed) throws IOException {
    TemporaryModel model = new TemporaryModel(Files.createTempDirectory("inkstone"));
    model.folder.toFile().deleteOnExit();
    model.file.toFile().deleteOnExit(); // deleted before the folder: last registered, first deleted
    new TinyModel(seed).write(model.file);
    return model;
  }

  /** The GGUF file. */
  Path file() {
    return file;
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
    Files.deleteIfExists(folder);
  }
}
