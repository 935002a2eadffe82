package dev.inkstone.tokenizer.training;

import java.util.List;
import java.util.stream.IntStream;

/** The tokens that spell single bytes. */
final class ByteTokens {
  private ByteTokens() {}

  /** {@code <0x00>} to {@code <0xFF>}. */
  static List<String> spellings() {
    return IntStream.range(0, 256).mapToObj("<0x%02X>"::formatted).toList();
  }
}
