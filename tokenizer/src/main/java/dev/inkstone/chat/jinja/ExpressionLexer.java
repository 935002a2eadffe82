package dev.inkstone.chat.jinja;

import dev.inkstone.error.ChatTemplateException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts the inside of one {@code {{ }}} or {@code {% %}} into tokens. */
final class ExpressionLexer {
  private static final Pattern REAL =
      Pattern.compile(
          "(?:[0-9]+_)*+[0-9]++(?:(?:\\.(?:[0-9]+_)*+[0-9]++)?[eE][+-]?(?:[0-9]+_)*+[0-9]++"
              + "|\\.(?:[0-9]+_)*+[0-9]++)");
  private static final Pattern INTEGER =
      Pattern.compile(
          "0[bB](?:_?[01])++|0[oO](?:_?[0-7])++|0[xX](?:_?[0-9a-fA-F])++"
              + "|[1-9](?:_?[0-9])*+|0(?:_?0)*+");
  private static final String[] OPERATORS = {
    "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}",
    ">", "<", "=", ".", ":", "|", ",", ";"
  };
  private static final Map<String, String> CLOSING = Map.of("(", ")", "[", "]", "{", "}");

  private final String source;
  private final String end;
  private final List<Token> tokens;
  private final StringBuilder open = new StringBuilder();
  private int at;
  private int line;
  private char sign = ' ';

  ExpressionLexer(String source, int at, int line, String end, List<Token> tokens) {
    this.source = source;
    this.at = at;
    this.line = line;
    this.end = end;
    this.tokens = tokens;
  }

  /** The sign before the closing tag, or a blank. */
  char sign() {
    return sign;
  }

  /** Adds the tokens; returns the index of the closing tag, or -1 where the template ends first. */
  int run() {
    while (at < source.length()) {
      if (open.isEmpty() && atEnd()) {
        return at;
      }
      char c = source.charAt(at);
      if (Characters.isSpace(c)) {
        line += c == '\n' ? 1 : 0;
        at++;
      } else if (c == '\'' || c == '"') {
        string(c);
      } else if (!number() && !name()) {
        operator();
      }
    }
    return -1;
  }

  private boolean atEnd() {
    char c = source.charAt(at);
    boolean signed = c == '-' || (c == '+' && end.equals("%}"));
    if (signed && source.startsWith(end, at + 1)) {
      sign = c;
      at++;
      return true;
    }
    return source.startsWith(end, at);
  }

  private void string(char quote) {
    int close = at + 1;
    while (close < source.length() && source.charAt(close) != quote) {
      close += source.charAt(close) == '\\' ? 2 : 1;
    }
    if (close >= source.length()) {
      throw failure("a string is not closed");
    }
    String body = source.substring(at + 1, close);
    add(Token.Kind.STRING, StringEscapes.decode(body, line));
    line += (int) body.chars().filter(c -> c == '\n').count();
    at = close + 1;
  }

  private boolean number() {
    boolean afterDot = at > 0 && source.charAt(at - 1) == '.';
    Matcher real = REAL.matcher(source).region(at, source.length());
    if (!afterDot && real.lookingAt()) {
      return take(Token.Kind.REAL, real.end());
    }
    Matcher integer = INTEGER.matcher(source).region(at, source.length());
    return integer.lookingAt() && take(Token.Kind.INTEGER, integer.end());
  }

  private boolean name() {
    int stop = at;
    while (stop < source.length() && Characters.isWord(source.codePointAt(stop))) {
      stop += Character.charCount(source.codePointAt(stop));
    }
    if (stop == at) {
      return false;
    }
    if (!Characters.isIdentifier(source.substring(at, stop))) {
      throw failure("invalid character in an identifier");
    }
    return take(Token.Kind.NAME, stop);
  }

  private boolean take(Token.Kind kind, int stop) {
    add(kind, source.substring(at, stop));
    at = stop;
    return true;
  }

  private void operator() {
    for (String operator : OPERATORS) {
      if (source.startsWith(operator, at)) {
        balance(operator);
        add(Token.Kind.OPERATOR, operator);
        at += operator.length();
        return;
      }
    }
    throw failure("unexpected character '" + Character.toString(source.codePointAt(at)) + "'");
  }

  private void balance(String operator) {
    if (CLOSING.containsKey(operator)) {
      open.append(CLOSING.get(operator));
    } else if (CLOSING.containsValue(operator)) {
      if (open.isEmpty() || open.charAt(open.length() - 1) != operator.charAt(0)) {
        throw failure("unexpected '" + operator + "'");
      }
      open.setLength(open.length() - 1);
    }
  }

  private void add(Token.Kind kind, String text) {
    tokens.add(new Token(kind, text, line));
  }

  private ChatTemplateException failure(String message) {
    return new ChatTemplateException("chat template, line " + line + ": " + message);
  }
}
