package dev.inkstone.tokenizer;

/**
 * Decimal numbers as Hugging Face's library reads them from a tokenizer.json.
 *
 * <p>Its JSON parser rounds twice: the digits, as many as 64 bits hold, become a double, and that
 * is multiplied or divided by a power of ten. A number of 17 digits may so be one unit in the last
 * place off. Readings of repeated characters often have the same sum of scores but for rounding, so
 * that unit decides between them.
 */
final class ScoreNumber {
  private static final int LONGEST_EXPONENT = 3;
  private static final double[] POWERS = powers();

  private ScoreNumber() {}

  /** The value of a JSON number. */
  static double parse(char[] text, int from, int length) {
    int end = from + length;
    int at = text[from] == '-' ? from + 1 : from;
    long digits = 0;
    int exponent = 0;
    boolean full = false;
    boolean fraction = false;
    for (; at < end && text[at] != 'e' && text[at] != 'E'; at++) {
      if (text[at] == '.') {
        fraction = true;
        continue;
      }
      int digit = text[at] - '0';
      full |= overflows(digits, digit);
      if (!full) {
        digits = digits * 10 + digit;
        exponent -= fraction ? 1 : 0;
      } else {
        exponent += fraction ? 0 : 1;
      }
    }
    // The letter and a sign may stand before the digits of the exponent.
    if (end - at > LONGEST_EXPONENT + 2) {
      return Double.parseDouble(new String(text, from, length));
    }
    if (at < end) {
      exponent += Integer.parseInt(new String(text, at + 1, end - at - 1));
    }
    if (Math.abs(exponent) >= POWERS.length) {
      return Double.parseDouble(new String(text, from, length));
    }
    double value = ofUnsigned(digits);
    double scaled = exponent < 0 ? value / POWERS[-exponent] : value * POWERS[exponent];
    return text[from] == '-' ? -scaled : scaled;
  }

  private static boolean overflows(long digits, int digit) {
    int order = Long.compareUnsigned(digits, Long.divideUnsigned(-1, 10));
    return order > 0 || (order == 0 && digit > Long.remainderUnsigned(-1, 10));
  }

  private static double ofUnsigned(long value) {
    // Halved, the lost bit kept in the lowest one, so that it is rounded once.
    return value >= 0 ? value : 2.0 * (value >>> 1 | (value & 1));
  }

  private static double[] powers() {
    double[] powers = new double[309];
    for (int i = 0; i < powers.length; i++) {
      powers[i] = Double.parseDouble("1e" + i);
    }
    return powers;
  }
}
