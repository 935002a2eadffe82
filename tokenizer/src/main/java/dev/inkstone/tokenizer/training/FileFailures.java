package dev.inkstone.tokenizer.training;

import dev.inkstone.error.InkstoneException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Puts what went wrong with a file into words. */
final class FileFailures {
  private FileFailures() {}

  /** The exception to throw: {@code verb} is "read" or "write". */
  static InkstoneException of(String verb, Path file, IOException cause) {
    String reason =
        switch (cause) {
          case NoSuchFileException e when e.getFile().equals(file.toString()) ->
              "it does not exist";
          case NoSuchFileException e -> "its folder does not exist";
          case AccessDeniedException e -> "permission denied";
          default -> String.valueOf(cause.getMessage());
        };
    return new InkstoneException("cannot %s %s: %s".formatted(verb, file, reason), cause);
  }
}
