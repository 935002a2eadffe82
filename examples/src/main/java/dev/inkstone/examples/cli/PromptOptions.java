package dev.inkstone.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the prompt comes from. */
final class PromptOptions {
  private static final String STANDARD_INPUT = "-";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = {"-p", "--prompt"},
      paramLabel = "TEXT",
      description = "The text to continue; '-' reads it from standard input.")
  private @Nullable String prompt;

  @Option(
      names = {"-f", "--prompt-file"},
      paramLabel = "FILE",
      description = {
        "A UTF-8 file with the text to continue; '-' is standard input.",
        "Without --prompt and --prompt-file, piped standard input is the prompt.",
        "The last line break of a file or of standard input is left out."
      })
  private @Nullable String file;

  /** The prompt, read from where the options say. */
  String read(Shell shell) throws IOException {
    if (prompt != null && file != null) {
      throw wrong("--prompt and --prompt-file exclude each other");
    }
    String text = prompt != null && !prompt.equals(STANDARD_INPUT) ? prompt : readLong(shell);
    if (text.isEmpty()) {
      throw wrong("the prompt is empty");
    }
    return text;
  }

  private String readLong(Shell shell) throws IOException {
    boolean standardInput = file == null || file.equals(STANDARD_INPUT);
    if (standardInput && prompt == null && file == null && shell.interactive()) {
      throw wrong("no prompt: use --prompt, --prompt-file, or pipe it in");
    }
    String text =
        standardInput
            ? TextFile.read(shell.in())
            : TextFile.read(
                Path.of(new OptionValues(command).notEmpty("--prompt-file", String.valueOf(file))),
                "prompt file");
    return text.replaceFirst("\\r?\\n\\z", "");
  }

  private ParameterException wrong(String message) {
    return new OptionValues(command).wrong(message);
  }
}
