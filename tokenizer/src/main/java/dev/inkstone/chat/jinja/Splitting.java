package dev.inkstone.chat.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's string methods that cut a string into pieces. */
final class Splitting {
  private Splitting() {}

  /** {@code str.split}: at a separator, or at runs of white space where there is none. */
  static List<Value> split(Text text, @Nullable Text separator, int limit) {
    int cuts = limit < 0 ? Integer.MAX_VALUE : limit;
    if (separator == null) {
      return splitAtSpace(text, cuts);
    }
    String mark = nonEmpty(separator);
    List<Value> parts = new ArrayList<>();
    int from = 0;
    int at = text.value().indexOf(mark);
    while (at >= 0 && parts.size() < cuts) {
      parts.add(text.slice(from, at));
      from = at + mark.length();
      at = text.value().indexOf(mark, from);
    }
    parts.add(text.slice(from, text.value().length()));
    return parts;
  }

  private static List<Value> splitAtSpace(Text text, int cuts) {
    String value = text.value();
    List<Value> parts = new ArrayList<>();
    int at = Characters.skipSpace(value, 0);
    while (at < value.length() && parts.size() < cuts) {
      int end = wordEnd(value, at);
      parts.add(text.slice(at, end));
      at = Characters.skipSpace(value, end);
    }
    if (at < value.length()) {
      parts.add(text.slice(at, value.length()));
    }
    return parts;
  }

  private static int wordEnd(String value, int from) {
    int at = from;
    while (at < value.length() && !Characters.isSpace(value.charAt(at))) {
      at++;
    }
    return at;
  }

  /** {@code str.rsplit}: as split, counting the cuts from the end. */
  static List<Value> splitFromRight(Text text, @Nullable Text separator, int limit) {
    int cuts = limit < 0 ? Integer.MAX_VALUE : limit;
    List<Value> parts = new ArrayList<>();
    if (separator == null) {
      splitAtSpaceFromRight(text, cuts, parts);
    } else {
      String mark = nonEmpty(separator);
      int end = text.value().length();
      int at = text.value().lastIndexOf(mark);
      while (at >= 0 && parts.size() < cuts) {
        parts.add(text.slice(at + mark.length(), end));
        end = at;
        at = end < mark.length() ? -1 : text.value().lastIndexOf(mark, end - mark.length());
      }
      parts.add(text.slice(0, end));
    }
    Collections.reverse(parts);
    return parts;
  }

  private static void splitAtSpaceFromRight(Text text, int cuts, List<Value> parts) {
    String value = text.value();
    int end = Characters.skipSpaceBack(value, 0, value.length());
    while (end > 0 && parts.size() < cuts) {
      int start = end;
      while (start > 0 && !Characters.isSpace(value.charAt(start - 1))) {
        start--;
      }
      parts.add(text.slice(start, end));
      end = Characters.skipSpaceBack(value, 0, start);
    }
    if (end > 0) {
      parts.add(text.slice(0, end));
    }
  }

  static List<Value> lines(Text text, boolean keepEnds) {
    String value = text.value();
    List<Value> lines = new ArrayList<>();
    int start = 0;
    while (start < value.length()) {
      int end = start;
      while (end < value.length() && !Characters.endsLine(value.charAt(end))) {
        end++;
      }
      int next = end == value.length() ? end : value.startsWith("\r\n", end) ? end + 2 : end + 1;
      lines.add(text.slice(start, keepEnds ? next : end));
      start = next;
    }
    return lines;
  }

  /** {@code str.partition} and {@code str.rpartition}. */
  static ListValue partition(Text text, Text separator, boolean fromRight) {
    String mark = nonEmpty(separator);
    String value = text.value();
    int at = fromRight ? value.lastIndexOf(mark) : value.indexOf(mark);
    Text empty = Text.EMPTY.withMarkup(text.isMarkup());
    if (at < 0) {
      return ListValue.tuple(fromRight ? List.of(empty, empty, text) : List.of(text, empty, empty));
    }
    int after = at + mark.length();
    return ListValue.tuple(
        List.of(text.slice(0, at), text.slice(at, after), text.slice(after, value.length())));
  }

  private static String nonEmpty(Text separator) {
    if (separator.value().isEmpty()) {
      throw new Failure("empty separator");
    }
    return separator.value();
  }
}
