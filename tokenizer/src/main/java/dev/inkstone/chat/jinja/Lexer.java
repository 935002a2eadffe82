package dev.inkstone.chat.jinja;

import dev.inkstone.error.ChatTemplateException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into tokens, with the white space rules Transformers sets: {@code trim_blocks}
 * (the newline after a block goes), {@code lstrip_blocks} (blanks before a block at the start of a
 * line go), {@code -} strips on its side, {@code +} keeps. Newlines become {@code \n}, and one
 * newline at the very end goes.
 */
final class Lexer {
  private static final Pattern NEWLINE = Pattern.compile("\r\n|\r");
  private static final Pattern RAW_BEGIN =
      Pattern.compile("\\{%[-+]?\\s*raw\\s*(-%\\}\\s*|%\\})", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern RAW_END =
      Pattern.compile(
          "\\{%([-+]?)\\s*endraw\\s*(\\+%\\}|-%\\}\\s*|%\\}\n?)", Pattern.UNICODE_CHARACTER_CLASS);

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int counted;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String source) {
    String unix = NEWLINE.matcher(source).replaceAll("\n");
    String trimmed = unix.endsWith("\n") ? unix.substring(0, unix.length() - 1) : unix;
    return new Lexer(trimmed).run();
  }

  private List<Token> run() {
    while (at < source.length()) {
      int tag = nextTag(at);
      if (tag < 0) {
        data(at, source.length());
        at = source.length();
      } else {
        tag(tag);
      }
    }
    tokens.add(new Token(Token.Kind.END, "", lineAt(source.length())));
    return tokens;
  }

  private int nextTag(int from) {
    for (int i = source.indexOf('{', from); i >= 0; i = source.indexOf('{', i + 1)) {
      if (i + 1 < source.length() && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private void tag(int tag) {
    char kind = source.charAt(tag + 1);
    char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
    dataBefore(tag, sign, kind != '{');
    int inside = sign == '-' || sign == '+' ? tag + 3 : tag + 2;
    Matcher raw = RAW_BEGIN.matcher(source).region(tag, source.length());
    if (kind == '#') {
      comment(inside);
    } else if (kind == '%' && raw.lookingAt()) {
      raw(raw.end());
    } else {
      expression(tag, inside, kind == '{');
    }
  }

  /** The data between {@link #at} and a tag, stripped as the tag asks. */
  private void dataBefore(int tag, char sign, boolean mayStrip) {
    int end = tag;
    if (sign == '-') {
      end = Characters.skipSpaceBack(source, at, tag);
    } else if (sign != '+' && mayStrip) {
      int blank = lineStart(tag);
      boolean startsLine = blank > at || at == 0 || source.charAt(at - 1) == '\n';
      if (startsLine && tag > blank && Characters.skipSpace(source, blank) >= tag) {
        end = blank;
      }
    }
    data(at, end);
  }

  /** Where the line of an index starts, not before {@link #at}: looking further is quadratic. */
  private int lineStart(int index) {
    int start = index;
    while (start > at && source.charAt(start - 1) != '\n') {
      start--;
    }
    return start;
  }

  private void data(int start, int end) {
    if (end > start) {
      tokens.add(new Token(Token.Kind.DATA, source.substring(start, end), lineAt(start)));
    }
  }

  private void comment(int inside) {
    int end = source.indexOf("#}", inside);
    if (end < 0) {
      throw failure(inside, "a comment is not closed; expected '#}'");
    }
    char sign = end > inside ? source.charAt(end - 1) : ' ';
    at = afterTag(end + 2, sign, true);
  }

  /** Where the text goes on after a closing tag. */
  private int afterTag(int end, char sign, boolean trimsNewline) {
    if (sign == '-') {
      return Characters.skipSpace(source, end);
    }
    boolean newline = trimsNewline && sign != '+' && source.startsWith("\n", end);
    return newline ? end + 1 : end;
  }

  private void raw(int inside) {
    Matcher end = RAW_END.matcher(source);
    if (!end.find(inside)) {
      throw failure(inside, "a raw block is not closed; expected '{% endraw %}'");
    }
    at = inside;
    String sign = end.group(1);
    dataBefore(end.start(), sign.isEmpty() ? ' ' : sign.charAt(0), true);
    at = end.end();
  }

  private void expression(int tag, int inside, boolean print) {
    Token.Kind begin = print ? Token.Kind.PRINT_BEGIN : Token.Kind.BLOCK_BEGIN;
    tokens.add(new Token(begin, "", lineAt(tag)));
    ExpressionLexer lexer =
        new ExpressionLexer(source, inside, lineAt(inside), print ? "}}" : "%}", tokens);
    int end = lexer.run();
    if (end < 0) {
      at = source.length();
      return;
    }
    Token.Kind close = print ? Token.Kind.PRINT_END : Token.Kind.BLOCK_END;
    tokens.add(new Token(close, "", lineAt(end)));
    at = afterTag(end + 2, lexer.sign(), !print);
  }

  private int lineAt(int index) {
    while (counted < index) {
      line += source.charAt(counted++) == '\n' ? 1 : 0;
    }
    return line;
  }

  private ChatTemplateException failure(int index, String message) {
    return new ChatTemplateException("chat template, line " + lineAt(index) + ": " + message);
  }
}
