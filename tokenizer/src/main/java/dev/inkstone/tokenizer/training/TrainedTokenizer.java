package dev.inkstone.tokenizer.training;

import dev.inkstone.error.InkstoneException;
import dev.inkstone.files.AtomicFile;
import dev.inkstone.tokenizer.HuggingFaceTokenizers;
import dev.inkstone.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

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
   * library. The file is there whole or not at all; one of that name is replaced, and links are
   * followed.
   *
   * @param folderOrFile an existing folder, which gets a {@code tokenizer.json}, or a file
   * @throws InkstoneException if it cannot be written, or is there and not a regular file
   */
  public void save(Path folderOrFile) {
    Path target =
        Files.isDirectory(folderOrFile) ? folderOrFile.resolve("tokenizer.json") : folderOrFile;
    AtomicFile.write(target, this::writeTo);
  }

  private void writeTo(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(json);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
