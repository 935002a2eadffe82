package dev.inkstone.engine.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/** UTF-8 without mercy: nothing malformed is replaced. */
final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';
  private static final int CHUNK = 4096;

  private Utf8() {}

  /** The text in {@code bytes}; throws where they are not UTF-8. */
  static String decode(byte[] bytes) throws CharacterCodingException {
    String text = new String(bytes, UTF_8);
    // Malformed input always leaves a replacement character, so its absence proves validity
    // without the price of a strict decoder.
    if (text.indexOf(REPLACEMENT) >= 0) {
      validate(bytes);
    }
    return text;
  }

  /** Throws where {@code bytes} are not UTF-8; allocates a few kilobytes whatever their number. */
  static void validate(byte[] bytes) throws CharacterCodingException {
    CharsetDecoder decoder =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer input = ByteBuffer.wrap(bytes);
    CharBuffer output = CharBuffer.allocate(CHUNK);
    CoderResult result = decoder.decode(input, output, true);
    while (result.isOverflow()) {
      output.clear();
      result = decoder.decode(input, output, true);
    }
    if (result.isError()) {
      result.throwException();
    }
  }
}
