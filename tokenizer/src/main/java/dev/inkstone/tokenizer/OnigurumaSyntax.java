package dev.inkstone.tokenizer;

import dev.inkstone.error.UnsupportedModelException;
import java.util.HashMap;
import java.util.Map;
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
  private final boolean named;
  private final Map<String, Integer> names = new HashMap<>();
  private final StringBuilder out = new StringBuilder(WHOLE_CHARACTERS);
  private int groups;

  /** How many look-behinds are open. */
  private int lookBehinds;

  private boolean extended;
  private boolean ignoreCase;

  private OnigurumaSyntax(String pattern) {
    this.in = new OnigurumaReader(pattern);
    this.named = pattern.matches("(?s).*\\(\\?(<[^=!]|').*");
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
      case 'k' -> readNamedReference();
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
    if (group > 9 && group > groups) {
      in.reset(before);
      int character = in.number(8, 3);
      if (character < 0) {
        throw new UnsupportedModelException("\\%d refers to no group before it".formatted(group));
      }
      appendLiteral(character);
    } else {
      reference(group);
    }
  }

  private void readNamedReference() {
    String name = in.skip("<") ? in.until(">", "\\k<") : "";
    Integer group = names.get(name);
    if (group == null) {
      throw new UnsupportedModelException("\\k<%s> refers to no group".formatted(name));
    }
    reference(group);
  }

  private void reference(int group) {
    if (group > groups || group < 1) {
      throw new UnsupportedModelException("\\%d refers to no group before it".formatted(group));
    }
    // The group keeps a digit that follows from being read as part of the number.
    out.append(ignoreCase ? "(?iu:\\" : "(?:\\").append(group).append(')');
  }

  private void readGroup() {
    if (!in.skip("?")) {
      if (in.sees("*")) {
        throw new UnsupportedModelException("(* is not supported");
      }
      groups += named ? 0 : 1;
      group(named ? "(?:" : "(");
    } else if (in.skip("<=")) {
      lookBehind("(?<=");
    } else if (in.skip("<!")) {
      lookBehind("(?<!");
    } else if (in.skip("<") || in.skip("'")) {
      readNamedGroup();
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

  private void readNamedGroup() {
    in.reset(in.position() - 1);
    String name = in.skip("<") ? in.until(">", "(?<") : in.skip("'") ? in.until("'", "(?'") : "";
    if (names.putIfAbsent(name, ++groups) != null) {
      throw new UnsupportedModelException("two groups are named '%s'".formatted(name));
    }
    group("(");
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
    boolean outside = extended;
    boolean outsideCase = ignoreCase;
    extended = nowExtended;
    ignoreCase = nowIgnoring;
    out.append("(?").append(on).append(off.isEmpty() ? "" : "-" + off).append(':');
    readAlternatives();
    if (option == ':') {
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
      String quantifier = quantifier();
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

  private String quantifier() {
    for (String sign : new String[] {"*", "+", "?"}) {
      if (in.skip(sign)) {
        requireBound(sign.equals("?"), sign);
        return in.skip("?") ? sign + "?" : in.skip("+") ? sign + "+" : sign;
      }
    }
    return in.sees("{") ? interval() : "";
  }

  /** java.util.regex takes some quantifiers without a bound there, and then finds too little. */
  private void requireBound(boolean bounded, String quantifier) {
    if (lookBehinds > 0 && !bounded) {
      throw new UnsupportedModelException(quantifier + " in a look-behind is not supported");
    }
  }

  /** An interval, or nothing where the brace stands for itself. */
  private String interval() {
    int before = in.position();
    in.skip("{");
    int least = in.number(10, 6);
    boolean range = in.skip(",");
    int most = range ? in.number(10, 6) : least;
    if (!in.skip("}") || (least < 0 && most < 0)) {
      in.reset(before);
      return "";
    }
    if (least > most && most >= 0) {
      throw new UnsupportedModelException("{%d,%d} is not supported".formatted(least, most));
    }
    requireBound(most >= 0, "{%d,}".formatted(least));
    String text = "{%d,%s}".formatted(Math.max(0, least), most < 0 ? "" : String.valueOf(most));
    return range && in.skip("?") ? text + "?" : text;
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
