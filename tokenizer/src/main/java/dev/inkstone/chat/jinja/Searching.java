package dev.inkstone.chat.jinja;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's string methods that look for a part, replace it, or join parts. */
final class Searching {
  private Searching() {}

  /** A part of a string in UTF-16 indexes, made from optional Python positions. */
  private record Range(int start, int end, boolean valid) {
    static Range of(Text text, @Nullable Value from, @Nullable Value to) {
      int points = text.points();
      int start = from == null ? 0 : position(Numbers.clampedInt(from), points);
      int end = to == null ? points : Math.min(points, position(Numbers.clampedInt(to), points));
      boolean valid = start <= end;
      return new Range(valid ? text.index(start) : 0, valid ? text.index(end) : 0, valid);
    }

    private static int position(int given, int points) {
      return given < 0 ? Math.max(0, given + points) : given;
    }
  }

  /** {@code str.find} and {@code str.rfind}: a code point position, or -1. */
  static int find(Text text, String part, @Nullable Value from, @Nullable Value to, boolean last) {
    Range range = Range.of(text, from, to);
    String inside = text.value().substring(range.start(), range.end());
    int at = last ? inside.lastIndexOf(part) : inside.indexOf(part);
    if (!range.valid() || at < 0) {
      return -1;
    }
    return text.value().codePointCount(0, range.start() + at);
  }

  static int count(Text text, String part, @Nullable Value from, @Nullable Value to) {
    Range range = Range.of(text, from, to);
    if (!range.valid()) {
      return 0;
    }
    String inside = text.value().substring(range.start(), range.end());
    if (part.isEmpty()) {
      return inside.codePointCount(0, inside.length()) + 1;
    }
    int count = 0;
    for (int at = inside.indexOf(part); at >= 0; at = inside.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }

  /** {@code str.startswith} and {@code str.endswith}: the part may be a tuple of parts. */
  static boolean borders(
      Text text, Value parts, @Nullable Value from, @Nullable Value to, boolean atEnd) {
    Range range = Range.of(text, from, to);
    String inside = text.value().substring(range.start(), range.end());
    List<Value> all =
        parts instanceof ListValue tuple && tuple.isTuple() ? tuple.items() : List.of(parts);
    for (Value part : all) {
      if (!(part instanceof Text border)) {
        throw new Failure(
            "startswith and endswith take a str or a tuple of str, not " + part.type());
      }
      boolean found = atEnd ? inside.endsWith(border.value()) : inside.startsWith(border.value());
      if (range.valid() && found) {
        return true;
      }
    }
    return false;
  }

  /** {@code str.replace}; a negative limit replaces all. */
  static Text replace(Text text, String old, Text fresh, int limit) {
    TextBuilder out = new TextBuilder();
    String value = text.value();
    int left = limit < 0 ? Integer.MAX_VALUE : limit;
    int from = 0;
    int at = old.isEmpty() ? 0 : value.indexOf(old);
    while (at >= 0 && left > 0) {
      out.append(text, from, at).append(fresh);
      from = at + old.length();
      at = old.isEmpty() ? nextPoint(value, at) : value.indexOf(old, from);
      left--;
    }
    return out.append(text, from, value.length()).build().withMarkup(text.isMarkup());
  }

  private static int nextPoint(String value, int at) {
    return at >= value.length() ? -1 : at + Character.charCount(value.codePointAt(at));
  }

  /** {@code str.join}: every part must be a string. */
  static Text join(Text separator, Iterator<Value> parts) {
    TextBuilder out = new TextBuilder();
    boolean first = true;
    while (parts.hasNext()) {
      Value part = parts.next();
      if (!(part instanceof Text piece)) {
        throw new Failure("sequence item: expected str instance, " + part.type() + " found");
      }
      if (!first) {
        out.append(separator);
      }
      out.append(separator.isMarkup() ? Html.escape(piece) : piece);
      first = false;
    }
    return out.build().withMarkup(separator.isMarkup());
  }
}
