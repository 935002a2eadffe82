package dev.inkstone.tokenizer.efficiency;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What the bytes of a token say about it. */
final class TokenText {
  private TokenText() {}

  /** Number of characters, or -1 when the bytes are not whole characters. */
  static int characters(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)
        ? text.codePointCount(0, text.length())
        : -1;
  }

  /** Whether the token is one character, or one character behind the space that starts a word. */
  static boolean isSingleCharacter(byte[] bytes) {
    int characters = characters(bytes);
    return characters == 1 || (characters == 2 && bytes[0] == ' ' && bytes[1] != ' ');
  }
}
