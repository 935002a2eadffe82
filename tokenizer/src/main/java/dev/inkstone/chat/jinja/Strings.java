package dev.inkstone.chat.jinja;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Python's string methods that change letter case, strip or pad; trust follows the characters. */
final class Strings {
  private Strings() {}

  static Text lower(Text text) {
    return text.recased(text.value().toLowerCase(Locale.ROOT));
  }

  /** {@code str.casefold}: as if every character were written large and then small. */
  static Text foldCase(Text text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.value().length(); ) {
      int point = text.value().codePointAt(i);
      String one = Character.toString(point);
      out.append(point == 0x131 ? one : one.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT));
      i += Character.charCount(point);
    }
    return text.recased(out.toString());
  }

  static Text upper(Text text) {
    return text.recased(text.value().toUpperCase(Locale.ROOT));
  }

  static Text capitalize(Text text) {
    if (text.value().isEmpty()) {
      return text;
    }
    int first = Character.charCount(text.value().codePointAt(0));
    return text.recased(
        titleCase(text.value().substring(0, first))
            + text.value().substring(first).toLowerCase(Locale.ROOT));
  }

  private static String titleCase(String point) {
    int title = Character.toTitleCase(point.codePointAt(0));
    return title == point.codePointAt(0) ? upperFirst(point) : Character.toString(title);
  }

  /** For characters without a title form of their own: upper case up to the first letter. */
  private static String upperFirst(String point) {
    String upper = point.toUpperCase(Locale.ROOT);
    int first = 0;
    while (first < upper.length() && !isCased(upper.codePointAt(first))) {
      first = upper.offsetByCodePoints(first, 1);
    }
    first = first < upper.length() ? upper.offsetByCodePoints(first, 1) : first;
    return upper.substring(0, first) + upper.substring(first).toLowerCase(Locale.ROOT);
  }

  /** {@code str.title}: a cased letter after an uncased character starts a word. */
  static Text title(Text text) {
    StringBuilder out = new StringBuilder();
    boolean inWord = false;
    String value = text.value();
    for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
      String point = Character.toString(value.codePointAt(i));
      out.append(inWord ? point.toLowerCase(Locale.ROOT) : titleCase(point));
      inWord = isCased(value.codePointAt(i));
    }
    return text.recased(out.toString());
  }

  static Text swapCase(Text text) {
    StringBuilder out = new StringBuilder();
    text.value()
        .codePoints()
        .mapToObj(Character::toString)
        .map(
            point ->
                Character.isUpperCase(point.codePointAt(0))
                    ? point.toLowerCase(Locale.ROOT)
                    : point.toUpperCase(Locale.ROOT))
        .forEach(out::append);
    return text.recased(out.toString());
  }

  static boolean isCased(int point) {
    return Character.isUpperCase(point)
        || Character.isLowerCase(point)
        || Character.isTitleCase(point);
  }

  static Text strip(Text text, @Nullable String characters, boolean left, boolean right) {
    String value = text.value();
    int start = 0;
    int end = value.length();
    while (left && start < end && isStripped(value.codePointAt(start), characters)) {
      start += Character.charCount(value.codePointAt(start));
    }
    while (right && end > start && isStripped(value.codePointBefore(end), characters)) {
      end -= Character.charCount(value.codePointBefore(end));
    }
    return text.slice(start, end);
  }

  private static boolean isStripped(int point, @Nullable String characters) {
    return characters == null ? Characters.isSpace(point) : characters.indexOf(point) >= 0;
  }

  /** {@code str.center}: the odd blank goes left where the width is odd, as in Python. */
  static Text center(Text text, int width, Text fill) {
    long missing = Math.max(0, (long) width - text.points());
    long left = missing / 2 + (missing & width & 1);
    return padded(text, left, missing - left, fill);
  }

  static Text justify(Text text, int width, Text fill, boolean left) {
    long missing = Math.max(0, (long) width - text.points());
    return padded(text, left ? 0 : missing, left ? missing : 0, fill);
  }

  private static Text padded(Text text, long left, long right, Text fill) {
    if (fill.points() != 1) {
      throw new Failure("the fill character must be exactly one character long");
    }
    return fill.repeat(left).concat(text).concat(fill.repeat(right)).withMarkup(text.isMarkup());
  }

  static Text fillZeros(Text text, int width) {
    String value = text.value();
    long missing = Math.max(0, (long) width - text.points());
    int sign = value.startsWith("-") || value.startsWith("+") ? 1 : 0;
    return new TextBuilder()
        .append(text, 0, sign)
        .append(Text.trusted("0").repeat(missing))
        .append(text, sign, value.length())
        .build()
        .withMarkup(text.isMarkup());
  }

  static Text expandTabs(Text text, int size) {
    TextBuilder out = new TextBuilder();
    int column = 0;
    String value = text.value();
    for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
      char c = value.charAt(i);
      if (c == '\t') {
        int blanks = size > 0 ? size - column % size : 0;
        out.reserve(1, blanks);
        out.like(text, i, " ".repeat(blanks));
        column += blanks;
      } else {
        out.append(text.pointAt(i));
        column = c == '\n' || c == '\r' ? 0 : column + 1;
      }
    }
    return out.build().withMarkup(text.isMarkup());
  }
}
