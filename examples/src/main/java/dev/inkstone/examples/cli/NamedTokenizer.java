package dev.inkstone.examples.cli;

import dev.inkstone.engine.format.GgufFile;
import dev.inkstone.files.FileFailures;
import dev.inkstone.tokenizer.GgufTokenizers;
import dev.inkstone.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/**
 * A tokenizer that the command line names.
 *
 * @param name what to call it
 * @param path a tokenizer file, a model folder, or a GGUF file
 */
record NamedTokenizer(String name, Path path) {
  /** File names that say nothing; the folder's name does. */
  private static final Set<String> ANYONE =
      Set.of("tokenizer.json", "tokenizer.model", "tokenizer.bin", "vocab.json", "vocab.txt");

  private static final byte[] GGUF = {'G', 'G', 'U', 'F'};

  /** Reads {@code FILE} or {@code NAME=FILE}. */
  static NamedTokenizer parse(String value) {
    Labelled labelled = Labelled.parse(value);
    return new NamedTokenizer(
        labelled.label().orElseGet(() -> nameOf(labelled.path())), labelled.path());
  }

  private static String nameOf(Path path) {
    Path whole = path.toAbsolutePath().normalize();
    Path folder = whole.getParent();
    String name = String.valueOf(whole.getFileName());
    return folder != null && folder.getFileName() != null && ANYONE.contains(name)
        ? String.valueOf(folder.getFileName())
        : name;
  }

  /** Loads it; of a GGUF file only the header is read. */
  Tokenizer load() {
    if (!Files.exists(path)) {
      throw new CommandFailure(ExitCodes.NO_INPUT, "tokenizer not found: " + path);
    }
    if (!isGguf()) {
      return Tokenizer.load(path);
    }
    try (GgufFile file = GgufFile.open(path)) {
      return GgufTokenizers.from(file.metadata().asMap());
    }
  }

  private boolean isGguf() {
    if (Files.isDirectory(path)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(path)) {
      return Arrays.equals(in.readNBytes(GGUF.length), GGUF);
    } catch (IOException unreadable) {
      throw new CommandFailure(
          ExitCodes.NO_INPUT,
          "tokenizer cannot be read: " + path + " (" + FileFailures.reason(unreadable) + ")");
    }
  }
}
