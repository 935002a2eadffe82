package dev.inkstone.examples.cli;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.PicocliException;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * One line on a wrong command line. All errors are collected first, since a word that is unknown
 * says more than the required option it was meant to be.
 */
final class WrongUsage {
  private WrongUsage() {}

  /** Makes {@code line} and its commands collect errors, and report the most telling one. */
  static void reportBy(CommandLine line, Shell shell) {
    collectErrors(line);
    line.setExecutionStrategy(WrongUsage::execute);
    line.setParameterExceptionHandler((failure, args) -> report(failure, shell));
  }

  private static void collectErrors(CommandLine line) {
    line.getCommandSpec().parser().collectErrors(true);
    line.getSubcommands().values().forEach(WrongUsage::collectErrors);
  }

  private static int execute(ParseResult parsed) {
    List<PicocliException> errors =
        parsed.asCommandLineList().stream()
            .flatMap(command -> command.getParseResult().errors().stream())
            .map(PicocliException.class::cast)
            .toList();
    Stream.concat(
            errors.stream().filter(UnmatchedArgumentException.class::isInstance), errors.stream())
        .findFirst()
        .ifPresent(
            error -> {
              throw error;
            });
    return new RunLast().execute(parsed);
  }

  private static int report(ParameterException failure, Shell shell) {
    String message =
        failure instanceof UnmatchedArgumentException unmatched
            ? unknown(unmatched)
            : Failures.oneLine(String.valueOf(failure.getMessage()));
    String command = failure.getCommandLine().getCommandSpec().qualifiedName();
    shell.err().println("inkstone: " + message + "; try " + command + " --help");
    return ExitCodes.USAGE;
  }

  /** The first word that is not understood; those after it may be its values. */
  private static String unknown(UnmatchedArgumentException unmatched) {
    String word = Failures.oneLine(unmatched.getUnmatched().getFirst());
    boolean commands = !unmatched.getCommandLine().getSubcommands().isEmpty();
    String kind =
        unmatched.isUnknownOption()
            ? "unknown option"
            : commands ? "unknown command" : "unexpected argument";
    List<String> suggestions = unmatched.getSuggestions();
    return kind
        + " '"
        + word
        + "'"
        + (suggestions.isEmpty() ? "" : ", did you mean " + suggestions.getFirst() + "?");
  }
}
