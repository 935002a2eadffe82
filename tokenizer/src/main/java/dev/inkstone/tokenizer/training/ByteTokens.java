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

  /**
   * Refuses special tokens that are spelled like a byte.
   *
   * @throws IllegalArgumentException if there is one
   */
  static void requireNoneOf(List<String> specialTokens) {
    for (String spelling : spellings()) {
      if (specialTokens.contains(spelling)) {
        throw new IllegalArgumentException(
            "special token '%s' is also the token of a byte: choose another, or go without byteFallback"
                .formatted(spelling));
      }
    }
  }
}
