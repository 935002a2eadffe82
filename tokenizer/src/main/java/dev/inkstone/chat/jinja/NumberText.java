package dev.inkstone.chat.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers as Python writes and reads them. */
final class NumberText {
  private static final Pattern DECIMAL =
      Pattern.compile(
          "[+-]?(\\d+(_\\d+)*\\.?(\\d+(_\\d+)*)?|\\.\\d+(_\\d+)*)([eE][+-]?\\d+(_\\d+)*)?");
  private static final Pattern SPECIAL =
      Pattern.compile("[+-]?(inf|infinity|nan)", Pattern.CASE_INSENSITIVE);
  private static final Pattern DIGITS = Pattern.compile("[+-]?[0-9a-zA-Z]+(_[0-9a-zA-Z]+)*");

  private NumberText() {}

  /** The shortest text that reads back as the same number: {@code 0.1}, {@code 1e+20}. */
  static String repr(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return special(value);
    }
    String sign = (Double.doubleToRawLongBits(value) < 0) ? "-" : "";
    if (value == 0) {
      return sign + "0.0";
    }
    BigDecimal decimal = shortest(Math.abs(value));
    int exponent = decimal.precision() - decimal.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = decimal.toPlainString();
      return sign + (plain.indexOf('.') < 0 ? plain + ".0" : plain);
    }
    return sign + scientific(decimal.unscaledValue().toString(), exponent, "e", false);
  }

  static String special(double value) {
    return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  }

  private static BigDecimal shortest(double value) {
    BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (decimal.precision() == 2) {
      // Java always considers two digits, Python one where one is enough (5e-324).
      BigDecimal one = decimal.round(new MathContext(1, RoundingMode.HALF_EVEN));
      return one.doubleValue() == value ? one.stripTrailingZeros() : decimal;
    }
    return decimal;
  }

  private static String scientific(String digits, int exponent, String mark, boolean point) {
    String fraction = digits.substring(1);
    return digits.charAt(0)
        + (fraction.isEmpty() && !point ? "" : "." + fraction)
        + mark
        + (exponent < 0 ? "-" : "+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }

  /** {@code %.Nf} of a finite, non-negative number. */
  static String fixed(double value, int precision, boolean point) {
    String text = new BigDecimal(value).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    return point && precision == 0 ? text + "." : text;
  }

  /** {@code %.Ne} of a finite, non-negative number. */
  static String exponential(double value, int precision, boolean point) {
    if (value == 0) {
      return scientific("0".repeat(precision + 1), 0, "e", point);
    }
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    String digits = rounded.unscaledValue().toString();
    String padded = digits + "0".repeat(Math.max(0, precision + 1 - digits.length()));
    return scientific(padded, exponent, "e", point);
  }

  /** {@code %.Ng} of a finite, non-negative number. */
  static String general(double value, int precision, boolean keepZeros) {
    int significant = Math.max(1, precision);
    String exponential = exponential(value, significant - 1, false);
    int mark = exponential.indexOf('e');
    int exponent = Integer.parseInt(exponential.substring(mark + 1), 10);
    if (exponent < -4 || exponent >= significant) {
      String mantissa = exponential.substring(0, mark);
      return (keepZeros ? mantissa : withoutZeros(mantissa)) + exponential.substring(mark);
    }
    String fixed = fixed(value, significant - 1 - exponent, keepZeros);
    return keepZeros ? fixed : withoutZeros(fixed);
  }

  private static String withoutZeros(String text) {
    if (text.indexOf('.') < 0) {
      return text;
    }
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
  }

  /** Python's {@code float(text)}, or null where it would fail. */
  static @Nullable Double parseReal(String text) {
    String stripped = Characters.strip(text);
    if (SPECIAL.matcher(stripped).matches()) {
      boolean negative = stripped.startsWith("-");
      boolean nan = stripped.toLowerCase(Locale.ROOT).endsWith("nan");
      return nan ? Double.NaN : negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (!DECIMAL.matcher(stripped).matches()) {
      return null;
    }
    return Double.valueOf(stripped.replace("_", ""));
  }

  /** Python's {@code int(text, base)}, or null where it would fail. */
  static @Nullable BigInteger parseInteger(String text, int base) {
    String stripped = Characters.strip(text);
    boolean negative = stripped.startsWith("-");
    String digits = stripped.startsWith("+") || negative ? stripped.substring(1) : stripped;
    int radix = base;
    int prefix = prefixBase(digits);
    if (prefix > 0 && (base == 0 || base == prefix)) {
      digits = digits.substring(digits.startsWith("_", 2) ? 3 : 2);
      radix = prefix;
    } else if (base == 0) {
      radix = 10;
    }
    if (radix < 2 || radix > 36 || !DIGITS.matcher(digits).matches() || digits.length() > 4300) {
      return null;
    }
    try {
      BigInteger value = new BigInteger(digits.replace("_", ""), radix);
      return negative ? value.negate() : value;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static int prefixBase(String digits) {
    if (digits.length() < 3 || digits.charAt(0) != '0') {
      return 0;
    }
    return switch (digits.charAt(1)) {
      case 'x', 'X' -> 16;
      case 'o', 'O' -> 8;
      case 'b', 'B' -> 2;
      default -> 0;
    };
  }
}
