package dev.inkstone.chat.jinja;

import java.math.BigInteger;
import java.util.Locale;

/**
 * How one field of a format string is laid out: Python's format specification.
 *
 * @param fill the character that fills up
 * @param align one of {@code < > ^ =}, or 0 for what suits the type
 * @param sign one of {@code + - space}
 * @param alternate the {@code #} flag
 * @param width the least number of characters
 * @param grouping {@code ,} or {@code _} between groups of digits, or 0
 * @param precision digits or characters, or -1
 * @param type the conversion letter, or 0
 */
record FieldFormat(
    String fill,
    char align,
    char sign,
    boolean alternate,
    int width,
    char grouping,
    int precision,
    char type) {
  private static final int MAX_PRECISION = 1_000;

  FieldFormat {
    if (precision > MAX_PRECISION) {
      throw new Failure("a format precision above " + MAX_PRECISION);
    }
  }

  /** A string: cut to the precision, filled up to the width. */
  Text text(Text value) {
    if (type != 0 && type != 's') {
      throw unknown("str");
    }
    int points = value.points();
    Text cut =
        precision >= 0 && precision < points ? value.slice(0, value.index(precision)) : value;
    return fill(Text.EMPTY, cut, '<');
  }

  /** A number with sign, digits and filling. */
  Text number(Value value) {
    boolean negative = isNegative(value);
    String mark = negative ? "-" : sign == '-' ? "" : String.valueOf(sign);
    String body = value instanceof Value.Real || isRealType() ? real(value) : integer(value);
    int prefix = body.startsWith("0x") || body.startsWith("0X") ? 2 : 0;
    prefix = body.startsWith("0o") || body.startsWith("0b") ? 2 : prefix;
    Text head = Text.trusted(mark + body.substring(0, prefix));
    return fill(head, Text.trusted(body.substring(prefix)), '>');
  }

  private static boolean isNegative(Value value) {
    return value instanceof Value.Real real
        ? Double.doubleToRawLongBits(real.value()) < 0 && !Double.isNaN(real.value())
        : Numbers.integer(value).signum() < 0;
  }

  boolean isRealType() {
    return type != 0 && "eEfFgG%".indexOf(type) >= 0;
  }

  private String integer(Value value) {
    BigInteger magnitude = Numbers.integer(value).abs();
    return switch (type) {
      case 0, 'd', 'i', 'u', 'n' -> grouped(magnitude.toString(), 3);
      case 'x' -> (alternate ? "0x" : "") + grouped(magnitude.toString(16), 4);
      case 'X' ->
          (alternate ? "0X" : "") + grouped(magnitude.toString(16).toUpperCase(Locale.ROOT), 4);
      case 'o' -> (alternate ? "0o" : "") + grouped(magnitude.toString(8), 4);
      case 'b' -> (alternate ? "0b" : "") + grouped(magnitude.toString(2), 4);
      case 'c' -> character(Numbers.integer(value));
      default -> throw unknown("int");
    };
  }

  private static String character(BigInteger code) {
    if (code.signum() < 0
        || code.bitLength() > 21
        || !Character.isValidCodePoint(code.intValue())) {
      throw new Failure("a character code must be below 0x110000");
    }
    return Character.toString(code.intValue());
  }

  private String real(Value value) {
    double magnitude = Math.abs(Numbers.real(value)) * (type == '%' ? 100 : 1);
    if (Double.isNaN(magnitude) || Double.isInfinite(magnitude)) {
      String word = NumberText.special(magnitude);
      return Character.isUpperCase(type) ? word.toUpperCase(Locale.ROOT) : word;
    }
    int digits = precision < 0 ? 6 : precision;
    return switch (type) {
      case 'f', 'F' -> groupedReal(NumberText.fixed(magnitude, digits, alternate));
      case '%' -> groupedReal(NumberText.fixed(magnitude, digits, alternate)) + "%";
      case 'e' -> NumberText.exponential(magnitude, digits, alternate);
      case 'E' -> NumberText.exponential(magnitude, digits, alternate).toUpperCase(Locale.ROOT);
      case 'g', 'n' -> groupedReal(NumberText.general(magnitude, digits, alternate));
      case 'G' ->
          groupedReal(NumberText.general(magnitude, digits, alternate)).toUpperCase(Locale.ROOT);
      case 0 -> groupedReal(precision < 0 ? NumberText.repr(magnitude) : plain(magnitude));
      default -> throw unknown("float");
    };
  }

  /** No letter but a precision: as {@code g}, with at least one digit behind the point. */
  private String plain(double magnitude) {
    String text = NumberText.general(magnitude, precision, false);
    return text.indexOf('.') < 0 && text.indexOf('e') < 0 ? text + ".0" : text;
  }

  private String groupedReal(String text) {
    int end = 0;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    return grouped(text.substring(0, end), 3) + text.substring(end);
  }

  private String grouped(String digits, int size) {
    if (grouping == 0) {
      return digits;
    }
    StringBuilder out = new StringBuilder(digits);
    for (int at = digits.length() - size; at > 0; at -= size) {
      out.insert(at, grouping);
    }
    return out.toString();
  }

  private Text fill(Text head, Text body, char usual) {
    long missing = Math.max(0, (long) width - head.points() - body.points());
    char where = align == 0 ? usual : align;
    long before =
        switch (where) {
          case '<', '=' -> 0;
          case '^' -> missing / 2;
          default -> missing;
        };
    long between = where == '=' ? missing : 0;
    Text filler = Text.trusted(fill);
    return filler
        .repeat(before)
        .concat(head)
        .concat(filler.repeat(between))
        .concat(body)
        .concat(filler.repeat(missing - before - between));
  }

  private Failure unknown(String valueType) {
    return new Failure(
        "unknown format code '%s' for a value of type %s"
            .formatted(type == 0 ? "" : String.valueOf(type), valueType));
  }
}
