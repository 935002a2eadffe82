package dev.inkstone.files;

import dev.inkstone.error.InkstoneException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Puts what went wrong with a file into words. */
public final class FileFailures {
  private FileFailures() {}

  /** The exception to throw: {@code verb} is "read" or "write". */
  public static InkstoneException of(String verb, Path file, IOException cause) {
    boolean other =
        cause instanceof NoSuchFileException missing && !file.toString().equals(missing.getFile());
    String reason = other ? "its folder does not exist" : reason(cause);
    return new InkstoneException("cannot %s %s: %s".formatted(verb, file, reason), cause);
  }

  /** What was wrong, without the file's name. */
  public static String reason(IOException failure) {
    return switch (failure) {
      case NoSuchFileException missing -> "it does not exist";
      case AccessDeniedException denied -> "permission denied";
      case FileAlreadyExistsException there -> "there is a file of that name";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      case FileSystemException other -> other.getClass().getSimpleName();
      default -> String.valueOf(failure.getMessage());
    };
  }
}
