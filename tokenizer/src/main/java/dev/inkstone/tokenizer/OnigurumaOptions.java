package dev.inkstone.tokenizer;

import dev.inkstone.error.UnsupportedModelException;

/**
 * Options that a regular expression sets inside of itself.
 *
 * @param opening opens a group with them in java.util.regex; extended syntax and case are left to
 *     the translation
 * @param opensGroup whether they hold for a group of their own, rather than for the rest of the
 *     group around them
 * @param extended whether white space and comments are ignored from here on
 * @param ignoreCase whether case is
 */
record OnigurumaOptions(String opening, boolean opensGroup, boolean extended, boolean ignoreCase) {

  /** Reads options whose question mark has been read; the flags say what held before. */
  static OnigurumaOptions read(OnigurumaReader in, boolean extended, boolean ignoreCase) {
    StringBuilder on = new StringBuilder();
    StringBuilder off = new StringBuilder();
    StringBuilder target = on;
    boolean nowExtended = extended;
    boolean nowIgnoring = ignoreCase;
    int option = in.next("(?");
    while (option != ')' && option != ':') {
      switch (option) {
        case '-' -> target = off;
        case 'i' -> nowIgnoring = target == on;
        case 'm' -> target.append('s');
        case 'x' -> nowExtended = target == on;
        default ->
            throw new UnsupportedModelException(
                "(?%s is not supported".formatted(Character.toString(option)));
      }
      option = in.next("(?");
    }
    String opening = "(?" + on + (off.isEmpty() ? "" : "-" + off) + ":";
    return new OnigurumaOptions(opening, option == ':', nowExtended, nowIgnoring);
  }
}
