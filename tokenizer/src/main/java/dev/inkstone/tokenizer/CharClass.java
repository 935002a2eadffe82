package dev.inkstone.tokenizer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Unicode general categories as bits, for the scanners that stand in for regular expressions.
 *
 * <p>The classes are those of the running JDK's Unicode version (16.0 in JDK 25). {@link #SPACE} is
 * the White_Space property, which is what {@code \s} means to the tokenizers of the field; neither
 * {@code Character.isWhitespace} nor the plain {@code \s} of the JDK agrees with it.
 *
 * <p>Two-stage table: 256 code points a block, equal blocks stored once.
 */
final class CharClass {
  /** Lu and Lt. */
  static final int UPPER = 1;

  /** Ll. */
  static final int LOWER = 1 << 1;

  /** Lm and Lo: letters without case. */
  static final int UNCASED = 1 << 2;

  /** Mn, Mc and Me. */
  static final int MARK = 1 << 3;

  /** Nd, Nl and No. */
  static final int NUMBER = 1 << 4;

  /** Pc, Pd, Ps, Pe, Pi, Pf and Po. */
  static final int PUNCTUATION = 1 << 5;

  /** Sm, Sc, Sk and So. */
  static final int SYMBOL = 1 << 6;

  /** White_Space. */
  static final int SPACE = 1 << 7;

  /** Every letter. */
  static final int LETTER = UPPER | LOWER | UNCASED;

  /** What words are made of. */
  static final int WORD = LETTER | MARK | NUMBER;

  private static final int BLOCK_BITS = 8;
  private static final int BLOCK = 1 << BLOCK_BITS;

  private static final short[] BLOCK_OF = new short[(Character.MAX_CODE_POINT + 1) >> BLOCK_BITS];
  private static final byte[] CLASSES = buildTable();

  private CharClass() {}

  /** The class bits of a code point. */
  static int of(int codePoint) {
    int block = BLOCK_OF[codePoint >>> BLOCK_BITS];
    return CLASSES[block << BLOCK_BITS | (codePoint & (BLOCK - 1))] & 0xFF;
  }

  /** The class bits of the character at {@code pos}. */
  static int at(byte[] text, int pos) {
    byte lead = text[pos];
    // Block 0 is the first one stored, so ASCII needs one lookup.
    return lead >= 0 ? CLASSES[lead] & 0xFF : of(Utf8.codePoint(text, pos));
  }

  /** The end of the run, starting at {@code pos}, of characters that have a bit of {@code mask}. */
  static int run(byte[] text, int pos, int end, int mask) {
    boolean words = (mask & LOWER) != 0;
    int at = words ? AsciiLetters.end(text, pos, end, (mask & UPPER) != 0) : pos;
    while (at < end) {
      byte lead = text[at];
      int bits = lead >= 0 ? CLASSES[lead] : of(Utf8.codePoint(text, at));
      if ((bits & mask) == 0) {
        break;
      }
      at += Utf8.width(lead);
    }
    return at;
  }

  /** The end of the run, starting at {@code pos}, of characters without a bit of {@code mask}. */
  static int runWithout(byte[] text, int pos, int end, int mask) {
    int at = pos;
    while (at < end) {
      byte lead = text[at];
      int bits = lead >= 0 ? CLASSES[lead] : of(Utf8.codePoint(text, at));
      if ((bits & mask) != 0) {
        break;
      }
      at += Utf8.width(lead);
    }
    return at;
  }

  private static byte[] buildTable() {
    byte[] classes = new byte[BLOCK_OF.length << BLOCK_BITS];
    Map<BlockKey, Short> known = new HashMap<>();
    int stored = 0;
    for (int block = 0; block < BLOCK_OF.length; block++) {
      byte[] values = classesOfBlock(block);
      Short same = known.putIfAbsent(new BlockKey(values), (short) stored);
      if (same == null) {
        System.arraycopy(values, 0, classes, stored << BLOCK_BITS, BLOCK);
        BLOCK_OF[block] = (short) stored++;
      } else {
        BLOCK_OF[block] = same;
      }
    }
    return Arrays.copyOf(classes, stored << BLOCK_BITS);
  }

  private static byte[] classesOfBlock(int block) {
    byte[] values = new byte[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      values[i] = (byte) classOf(block << BLOCK_BITS | i);
    }
    return values;
  }

  private static int classOf(int codePoint) {
    if (isWhiteSpace(codePoint)) {
      return SPACE;
    }
    return switch (Character.getType(codePoint)) {
      case Character.UPPERCASE_LETTER, Character.TITLECASE_LETTER -> UPPER;
      case Character.LOWERCASE_LETTER -> LOWER;
      case Character.MODIFIER_LETTER, Character.OTHER_LETTER -> UNCASED;
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          MARK;
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
          NUMBER;
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          PUNCTUATION;
      case Character.MATH_SYMBOL,
          Character.CURRENCY_SYMBOL,
          Character.MODIFIER_SYMBOL,
          Character.OTHER_SYMBOL ->
          SYMBOL;
      default -> 0;
    };
  }

  private static boolean isWhiteSpace(int codePoint) {
    return (codePoint >= 0x09 && codePoint <= 0x0D)
        || codePoint == 0x20
        || codePoint == 0x85
        || codePoint == 0xA0
        || codePoint == 0x1680
        || (codePoint >= 0x2000 && codePoint <= 0x200A)
        || codePoint == 0x2028
        || codePoint == 0x2029
        || codePoint == 0x202F
        || codePoint == 0x205F
        || codePoint == 0x3000;
  }

  /** Lets a block's content be a map key. */
  private static final class BlockKey {
    private final byte[] values;

    BlockKey(byte[] values) {
      this.values = values;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof BlockKey key && Arrays.equals(values, key.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }
  }
}
