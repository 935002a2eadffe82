package dev.inkstone.tokenizer.training;

import dev.inkstone.tokenizer.training.TrainingProgress.Phase;
import java.io.IOException;
import java.io.Reader;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The lines of UTF-8 files, line ends included; what is not UTF-8 becomes U+FFFD. Lines of more
 * than about a million characters are cut, so that none has to fit the memory.
 *
 * @param files the files in their order
 */
record FileCorpus(List<Path> files) implements Corpus {
  private static final int LONGEST_LINE = 1 << 20;
  private static final int BUFFER = 1 << 16;

  FileCorpus {
    files = List.copyOf(files);
  }

  @Override
  public void read(TrainingRun run, Consumer<String> action) {
    long total = files.stream().mapToLong(FileCorpus::size).sum();
    long before = 0;
    for (Path file : files) {
      try {
        before += read(file, before, total, run, action);
      } catch (IOException e) {
        throw FileFailures.of("read", file, e);
      }
    }
    run.step(Phase.READING, before, before);
  }

  /** Returns the number of bytes. */
  private static long read(
      Path file, long before, long total, TrainingRun run, Consumer<String> action)
      throws IOException {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    try (FileChannel bytes = FileChannel.open(file);
        Reader in = Channels.newReader(bytes, decoder, BUFFER)) {
      Lines lines = new Lines(action);
      char[] buffer = new char[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        run.step(Phase.READING, before + bytes.position(), total);
        lines.accept(buffer, read);
      }
      lines.finish();
      return bytes.position();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw FileFailures.of("read", file, e);
    }
  }

  /** Cuts characters into lines. */
  private static final class Lines {
    private final Consumer<String> action;
    private final StringBuilder line = new StringBuilder();

    Lines(Consumer<String> action) {
      this.action = action;
    }

    void accept(char[] buffer, int length) {
      for (int i = 0; i < length; i++) {
        line.append(buffer[i]);
        boolean full = line.length() >= LONGEST_LINE && !Character.isHighSurrogate(buffer[i]);
        if (buffer[i] == '\n' || full) {
          finish();
        }
      }
    }

    void finish() {
      if (!line.isEmpty()) {
        action.accept(line.toString());
        line.setLength(0);
      }
    }
  }
}
