package dev.inkstone.examples.cli;

import dev.inkstone.error.ChatTemplateException;
import dev.inkstone.error.ContextOverflowException;
import dev.inkstone.error.InkstoneException;
import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.TemplateRaisedException;
import dev.inkstone.error.UnsupportedModelException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/** Turns what went wrong into one line for the user and an exit code. */
final class Failures {
  private Failures() {}

  /** Reports {@code failure} on standard error and returns the exit code. */
  static int report(Throwable failure, Shell shell, boolean debug) {
    int code = exitCode(failure);
    shell.out().flush();
    shell.err().println("inkstone: " + line(failure, code));
    if (debug) {
      failure.printStackTrace(shell.err());
    }
    shell.err().flush();
    return code;
  }

  /** The exit code that stands for {@code failure}. */
  static int exitCode(Throwable failure) {
    return switch (failure) {
      case CommandFailure command -> command.exitCode();
      case ModelFormatException format -> missingFile(format) ? ExitCodes.NO_INPUT : ExitCodes.DATA;
      case UnsupportedModelException unsupported -> ExitCodes.DATA;
      case ChatTemplateException template -> ExitCodes.DATA;
      case ContextOverflowException overflow -> ExitCodes.DATA;
      case OutOfMemoryError memory -> ExitCodes.UNAVAILABLE;
      case IOException unreadable -> ExitCodes.NO_INPUT;
      case UncheckedIOException unreadable -> ExitCodes.NO_INPUT;
      case InkstoneException text when text.getCause() instanceof CharacterCodingException ->
          ExitCodes.DATA;
      default -> missingFile(failure) ? ExitCodes.NO_INPUT : ExitCodes.INTERNAL;
    };
  }

  private static boolean missingFile(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof NoSuchFileException
          || cause instanceof FileNotFoundException
          || cause instanceof AccessDeniedException
          || cause instanceof NotDirectoryException) {
        return true;
      }
    }
    return false;
  }

  private static String line(Throwable failure, int code) {
    String message = failure.getMessage();
    String text = message == null || message.isBlank() ? failure.getClass().getName() : message;
    return switch (failure) {
      case OutOfMemoryError memory ->
          "not enough memory: "
              + oneLine(text)
              + "; take a smaller model or text, a shorter --context where the command has one, or"
              + " more heap by INKSTONE_JAVA_OPTS=-Xmx4g";
      case ContextOverflowException overflow ->
          "%d tokens do not fit the context of %d: shorten the prompt, or give a larger --context"
              .formatted(overflow.tokens(), overflow.contextLength());
      case TemplateRaisedException refused ->
          "the chat template refuses the conversation: " + oneLine(text);
      case InkstoneException known -> oneLine(text);
      case NoSuchFileException missing -> "file not found: " + oneLine(text);
      case AccessDeniedException denied -> "file cannot be read: " + oneLine(text);
      case IOException io -> oneLine(text);
      case UncheckedIOException io -> oneLine(text);
      default ->
          code == ExitCodes.INTERNAL
              ? "internal error: "
                  + failure.getClass().getSimpleName()
                  + ": "
                  + oneLine(text)
                  + " (--debug shows where)"
              : oneLine(text);
    };
  }

  /** {@code text} without line breaks, and without what a terminal would take for a command. */
  static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cc}", "\uFFFD");
  }
}
