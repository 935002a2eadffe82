package dev.inkstone.tokenizer;

import dev.inkstone.error.UnsupportedModelException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Translates a regular expression from Oniguruma's syntax, which tokenizer files are written in,
 * into that of java.util.regex.
 *
 * <p>The syntax is Oniguruma's for Ruby with Unicode classes: {@code (?m)} lets the dot match line
 * ends, {@code ^} and {@code $} mean lines, {@code \h} is a hexadecimal digit, an option holds to
 * the end of its group and over its alternatives, {@code {n,m}+} is a repeated interval and not a
 * possessive one. What has no counterpart is refused by name: {@code \K}, {@code \G}, calls of
 * groups, conditions, absent groups, callouts. Not reproduced is the folding of one character to
 * several: {@code (?i:ss)} does not match {@code ß}.
 */
final class OnigurumaSyntax {
  /** Makes java.util.regex step over whole characters, not halves of them. */
  private static final String WHOLE_CHARACTERS = "(?:\uD800\uDC00){0}";

  private static final String WORD = "[" + OnigurumaProperties.WORD_ALONE + "]";
  private static final String BEHIND = "(?<=" + WHOLE_CHARACTERS + WORD + ")";
  private static final String NOT_BEHIND = "(?<!" + WHOLE_CHARACTERS + WORD + ")";
  private static final String META = "\\[](){}.*+?^$|&-";

  private final OnigurumaReader in;
  private final OnigurumaGroups groups;
  private final StringBuilder out = new StringBuilder(WHOLE_CHARACTERS);

  /** How many look-behinds are open. */
  private int lookBehinds;

  private boolean extended;
  private boolean ignoreCase;

  private OnigurumaSyntax(String pattern) {
    this.in = new OnigurumaReader(pattern);
    this.groups = new OnigurumaGroups(pattern);
  }

  /**
   * Compiles an expression.
   *
   * @throws UnsupportedModelException if it is not understood; the message names the part
   */
  static Pattern compile(String pattern) {
    try {
      OnigurumaSyntax syntax = new OnigurumaSyntax(pattern);
      syntax.readAlternatives();
      if (syntax.in.hasNext()) {
        throw new UnsupportedModelException("a parenthesis is closed that was not opened");
      }
      return Pattern.compile(syntax.out.toString(), Pattern.UNIX_LINES | Pattern.MULTILINE);
    } catch (PatternSyntaxException e) {
      throw new UnsupportedModelException(
          "the regular expression '%s' is not supported: %s".formatted(pattern, e.getDescription()),
          e);
    } catch (UnsupportedModelException e) {
      throw new UnsupportedModelException(
          "the regular expression '%s' is not supported: %s".formatted(pattern, e.getMessage()), e);
    }
  }

  /** Reads up to the end of the group or of the expression. */
  private void readAlternatives() {
    boolean outside = extended;
    boolean outsideCase = ignoreCase;
    while (in.hasNext() && !in.sees(")")) {
      if (in.skip("|")) {
        out.append('|');
      } else if (!skipIgnored()) {
        readTerm();
      }
    }
    extended = outside;
    ignoreCase = outsideCase;
  }

  private boolean skipIgnored() {
    if (in.skip("(?#")) {
      in.until(")", "a comment");
      return true;
    }
    if (!extended) {
      return false;
    }
    if (in.skip("#")) {
      while (in.hasNext() && !in.skip("\n")) {
        in.next("a comment");
      }
      return true;
    }
    return in.skip(" ") || in.skip("\t") || in.skip("\n") || in.skip("\r") || in.skip("\f");
  }

  private void readTerm() {
    int start = out.length();
    int next = in.next("the expression");
    switch (next) {
      case '(' -> readGroup();
      case '[' -> out.append(OnigurumaClass.read(in, ignoreCase));
      case '\\' -> readEscape();
      case '.', '^', '$' -> out.appendCodePoint(next);
      case '*', '+', '?' ->
          throw new UnsupportedModelException(
              "%s repeats nothing".formatted(Character.toString(next)));
      default -> appendLiteral(next);
    }
    readQuantifiers(start);
  }

  private void readEscape() {
    int letter = in.next("an escape");
    String bracket = OnigurumaClass.escape(letter, in);
    if (!bracket.isEmpty()) {
      out.append(bracket.replace(OnigurumaProperties.WORD, OnigurumaProperties.WORD_ALONE));
      return;
    }
    switch (letter) {
      case 'A', 'z', 'Z', 'X' -> out.append('\\').appendCodePoint(letter);
      case 'b' -> out.append("(?:%2$s(?!%1$s)|%3$s(?=%1$s))".formatted(WORD, BEHIND, NOT_BEHIND));
      case 'B' -> out.append("(?:%2$s(?=%1$s)|%3$s(?!%1$s))".formatted(WORD, BEHIND, NOT_BEHIND));
      case 'R' -> out.append("(?>\\r\\n|[\\n-\\r\\x{85}\\x{2028}\\x{2029}])");
      case 'N' -> out.append("[^\\n]");
      case 'O' -> out.append("(?s:.)");
      case 'k' -> out.append(groups.namedReference(in, ignoreCase));
      case '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
        in.reset(in.position() - 1);
        readReferenceOrOctal();
      }
      case 'K', 'G', 'g', 'y', 'Y', 'c', 'C', 'M' ->
          throw new UnsupportedModelException(
              "\\%s is not supported".formatted(Character.toString(letter)));
      default -> {
        int character = in.escapedCharacter(letter);
        appendLiteral(character >= 0 ? character : letter);
      }
    }
  }

  private void readReferenceOrOctal() {
    int before = in.position();
    int group = in.number(10, 3);
    if (group > 9 && group > groups.count()) {
      in.reset(before);
      int character = in.number(8, 3);
      if (character < 0) {
        throw OnigurumaGroups.noSuch(group);
      }
      appendLiteral(character);
    } else {
      out.append(groups.reference(group, ignoreCase));
    }
  }

  private void readGroup() {
    if (!in.skip("?")) {
      if (in.sees("*")) {
        throw new UnsupportedModelException("(* is not supported");
      }
      group(groups.open());
    } else if (in.skip("<=")) {
      lookBehind("(?<=");
    } else if (in.skip("<!")) {
      lookBehind("(?<!");
    } else if (in.skip("<")) {
      groups.openNamed(in.until(">", "(?<"));
      group("(");
    } else if (in.skip("'")) {
      groups.openNamed(in.until("'", "(?'"));
      group("(");
    } else if (in.skip(":")) {
      group("(?:");
    } else if (in.skip("=")) {
      group("(?=");
    } else if (in.skip("!")) {
      group("(?!");
    } else if (in.skip(">")) {
      group("(?>");
    } else {
      readOptions();
    }
  }

  private void lookBehind(String opening) {
    lookBehinds++;
    group(opening + WHOLE_CHARACTERS);
    lookBehinds--;
  }

  private void group(String opening) {
    out.append(opening);
    readAlternatives();
    close();
    out.append(')');
  }

  private void close() {
    if (!in.skip(")")) {
      throw new UnsupportedModelException("a group is not closed");
    }
  }

  /** Options of the group they open, or of the rest of the group around them. */
  private void readOptions() {
    OnigurumaOptions options = OnigurumaOptions.read(in, extended, ignoreCase);
    boolean outside = extended;
    boolean outsideCase = ignoreCase;
    extended = options.extended();
    ignoreCase = options.ignoreCase();
    out.append(options.opening());
    readAlternatives();
    if (options.opensGroup()) {
      close();
    }
    extended = outside;
    ignoreCase = outsideCase;
    out.append(')');
  }

  private void readQuantifiers(int start) {
    boolean repeated = false;
    while (true) {
      while (extended && skipIgnored()) {
        // White space may stand between.
      }
      String quantifier = OnigurumaQuantifier.read(in, lookBehinds > 0);
      if (quantifier.isEmpty()) {
        return;
      }
      if (repeated) {
        out.insert(start, "(?:").append(')');
      }
      out.append(quantifier);
      repeated = true;
    }
  }

  private void appendLiteral(int codePoint) {
    String equals = ignoreCase ? CaseFolds.of(codePoint) : "";
    if (!equals.isEmpty()) {
      out.append('[').append(equals).append(']');
      return;
    }
    if (META.indexOf(codePoint) >= 0) {
      out.append('\\');
    }
    out.appendCodePoint(codePoint);
  }
}
