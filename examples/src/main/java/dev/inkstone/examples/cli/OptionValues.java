package dev.inkstone.examples.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Checks of what options were given, told in the words of the command line: the library would speak
 * of its own parameters.
 *
 * @param command the command whose options they are
 */
record OptionValues(CommandSpec command) {

  /** {@code value}, which is {@code least} or more. */
  int atLeast(int least, String option, int value) {
    if (value < least) {
      throw wrong(option + " is " + value + ", expected at least " + least);
    }
    return value;
  }

  /** {@code value}, which lies between {@code least} and {@code most}. */
  int between(int least, int most, String option, int value) {
    if (value < least || value > most) {
      throw wrong(option + " is " + value + ", expected " + least + " to " + most);
    }
    return value;
  }

  /** {@code value}, which lies between 0 and 1. */
  double share(String option, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw wrong(option + " is " + value + ", expected 0 to 1");
    }
    return value;
  }

  /** {@code value}, which is a number, and not an infinite one. */
  double finite(String option, double value) {
    if (!Double.isFinite(value)) {
      throw wrong(option + " is " + value + ", expected a finite number");
    }
    return value;
  }

  /** {@code text}, which has characters. */
  String notEmpty(String option, String text) {
    if (text.isEmpty()) {
      throw wrong(option + " is empty, expected at least a character");
    }
    return text;
  }

  /** What to throw where the command line is wrong. */
  ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
