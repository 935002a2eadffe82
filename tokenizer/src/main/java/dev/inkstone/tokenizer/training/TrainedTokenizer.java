package dev.inkstone.tokenizer.training;

import dev.inkstone.error.InkstoneException;
import dev.inkstone.tokenizer.HuggingFaceTokenizers;
import dev.inkstone.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** What training gives: a tokenizer, and the {@code tokenizer.json} it comes from. Immutable. */
public final class TrainedTokenizer {
  private final byte[] json;
  private final Tokenizer tokenizer;

  TrainedTokenizer(byte[] json) {
    this.json = json;
    this.tokenizer = HuggingFaceTokenizers.of(json);
  }

  /** The tokenizer, ready to use. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** The text of its {@code tokenizer.json}. */
  public String json() {
    return new String(json, StandardCharsets.UTF_8);
  }

  /**
   * Writes the {@code tokenizer.json}, for {@link Tokenizer#load(Path)} and for Hugging Face's
   * library. The file is there whole or not at all; one of that name is replaced.
   *
   * @param folderOrFile an existing folder, which gets a {@code tokenizer.json}, or a file
   * @throws InkstoneException if it cannot be written
   */
  public void save(Path folderOrFile) {
    Path target =
        Files.isDirectory(folderOrFile) ? folderOrFile.resolve("tokenizer.json") : folderOrFile;
    Path temporary =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      write(temporary, target);
    } catch (IOException e) {
      throw FileFailures.of("write", target, e);
    }
  }

  private void write(Path temporary, Path target) throws IOException {
    try {
      Files.write(temporary, json);
      move(temporary, target);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void move(Path temporary, Path target) throws IOException {
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      // Some network file systems: the window is small, and the old file is still replaced whole.
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
