package dev.inkstone.examples.cli;

import dev.inkstone.tokenizer.efficiency.ParallelCorpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the files of a parallel text.
 *
 * @param values for what is wrong with them
 */
record TextFiles(OptionValues values) {
  private static final String STANDARD_INPUT = "-";

  /** The texts of {@code FILE} or {@code LANGUAGE=FILE}, in their order. */
  ParallelCorpus read(List<String> files, Shell shell) throws IOException {
    ParallelCorpus.Builder corpus = ParallelCorpus.builder();
    Set<String> languages = new HashSet<>();
    boolean inputRead = false;
    for (String file : files) {
      Labelled labelled = Labelled.parse(file);
      String name = values.notEmpty("--text-file", labelled.path().toString());
      boolean standardInput = name.equals(STANDARD_INPUT);
      if (standardInput && inputRead) {
        throw values.wrong("standard input is the text of two languages: it can be read once");
      }
      inputRead |= standardInput;
      String language = labelled.label().orElse(standardInput ? "stdin" : stem(labelled.path()));
      if (!languages.add(language)) {
        throw values.wrong("two texts are called '%s': name them LANG=FILE".formatted(language));
      }
      try {
        if (standardInput) {
          String text = TextFile.read(shell.in());
          corpus.text(language, text.replaceFirst("\\r?\\n\\z", ""));
        } else {
          corpus.file(language, existing(labelled.path()));
        }
      } catch (IllegalArgumentException empty) {
        throw new CommandFailure(
            ExitCodes.DATA, "the text is empty: " + (standardInput ? "standard input" : name));
      }
    }
    return corpus.build();
  }

  private static Path existing(Path file) {
    if (!Files.exists(file)) {
      throw new CommandFailure(ExitCodes.NO_INPUT, "text file not found: " + file);
    }
    return file;
  }

  /** The file's name without what follows the first dot. */
  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.indexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
