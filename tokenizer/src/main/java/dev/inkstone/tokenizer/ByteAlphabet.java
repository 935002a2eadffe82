package dev.inkstone.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The alphabet in which byte-level BPE vocabularies spell bytes as printable characters.
 *
 * <p>Printable Latin-1 bytes stand for themselves; the other 68 take the code points from U+0100
 * on, in the order of their values: a space is {@code Ġ}, a newline {@code Ċ}. Radford et al. 2019,
 * "Language Models are Unsupervised Multitask Learners".
 */
final class ByteAlphabet {
  private static final char[] CHARACTER = new char[256];
  private static final short[] BYTE = new short[256 + 68];

  static {
    Arrays.fill(BYTE, (short) -1);
    char substitute = 0x100;
    for (int value = 0; value < 256; value++) {
      char character = standsForItself(value) ? (char) value : substitute++;
      CHARACTER[value] = character;
      BYTE[character] = (short) value;
    }
  }

  private ByteAlphabet() {}

  /** The character that spells a byte. */
  static char character(int value) {
    return CHARACTER[value];
  }

  /** The spelling of a range of bytes. */
  static String spelling(byte[] bytes) {
    char[] characters = new char[bytes.length];
    for (int i = 0; i < characters.length; i++) {
      characters[i] = CHARACTER[bytes[i] & 0xFF];
    }
    return new String(characters);
  }

  /**
   * What a token stands for: its letters read as bytes, or, where one of them is not of the
   * alphabet or the token was added by a user, its own UTF-8.
   */
  static byte[] bytes(String token, TokenType type) {
    byte[] bytes = new byte[token.length()];
    for (int i = 0; i < bytes.length; i++) {
      char c = token.charAt(i);
      int value = c < BYTE.length ? BYTE[c] : -1;
      if (value < 0 || type == TokenType.USER_DEFINED) {
        return token.getBytes(StandardCharsets.UTF_8);
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }

  private static boolean standsForItself(int value) {
    return (value >= '!' && value <= '~') || (value >= 0xA1 && value != 0xAD);
  }
}
