package dev.inkstone.tokenizer;

import java.util.OptionalInt;

/**
 * How encodings are filled up to a common length.
 *
 * {@snippet :
 * Padding padding = Padding.toLongest().withMultiple(8);
 * }
 *
 * @param length the length to fill up to; empty for that of the longest encoding of a batch.
 *     Encodings that are longer stay as they are
 * @param multiple the length is rounded up to a multiple of this
 * @param side where the filling goes; language models that generate want {@link Side#LEFT}
 * @param tokenId the id to fill with; empty for the vocabulary's padding token
 * @param typeId its type
 */
public record Padding(
    OptionalInt length, int multiple, Side side, OptionalInt tokenId, int typeId) {

  /** Checks the ranges. */
  public Padding {
    if (multiple < 1 || length.orElse(0) < 0) {
      throw new IllegalArgumentException(
          "padding to length %d, multiple %d: expected length >= 0 and multiple >= 1"
              .formatted(length.orElse(0), multiple));
    }
  }

  /** Up to the longest encoding of a batch, on the right. */
  public static Padding toLongest() {
    return new Padding(OptionalInt.empty(), 1, Side.RIGHT, OptionalInt.empty(), 0);
  }

  /** Up to {@code length} tokens, on the right. */
  public static Padding to(int length) {
    return new Padding(OptionalInt.of(length), 1, Side.RIGHT, OptionalInt.empty(), 0);
  }

  /** The same, rounded up to a multiple of {@code tokens}. */
  public Padding withMultiple(int tokens) {
    return new Padding(length, tokens, side, tokenId, typeId);
  }

  /** The same on the other side. */
  public Padding withSide(Side other) {
    return new Padding(length, multiple, other, tokenId, typeId);
  }

  /** The same with a token of one's choice. */
  public Padding withTokenId(int id) {
    return new Padding(length, multiple, side, OptionalInt.of(id), typeId);
  }

  /** The same with another type. */
  public Padding withTypeId(int type) {
    return new Padding(length, multiple, side, tokenId, type);
  }

  /** The length to fill up to, where the longest encoding has {@code longest} tokens. */
  int target(int longest) {
    int wanted = length.orElse(longest);
    return Math.multiplyExact(Math.ceilDiv(wanted, multiple), multiple);
  }
}
