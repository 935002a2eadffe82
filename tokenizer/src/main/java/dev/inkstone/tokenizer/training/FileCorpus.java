package dev.inkstone.tokenizer.training;

import dev.inkstone.files.FileFailures;
import dev.inkstone.tokenizer.training.TrainingProgress.Phase;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The lines of UTF-8 files, see {@link Utf8Lines}.
 *
 * @param files the files in their order
 */
record FileCorpus(List<Path> files) implements Corpus {

  FileCorpus {
    files = List.copyOf(files);
  }

  @Override
  public void read(TrainingRun run, Consumer<String> action) {
    long total = files.stream().mapToLong(FileCorpus::size).sum();
    long before = 0;
    for (Path file : files) {
      long start = before;
      try (FileChannel in = FileChannel.open(file)) {
        before +=
            Utf8Lines.read(in, bytes -> run.step(Phase.READING, start + bytes, total), action);
      } catch (IOException e) {
        throw FileFailures.of("read", file, e);
      }
    }
    run.step(Phase.READING, before, before);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw FileFailures.of("read", file, e);
    }
  }
}
