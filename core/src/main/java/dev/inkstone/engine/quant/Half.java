package dev.inkstone.engine.quant;

/** Block scales as IEEE binary16, rounded to nearest, ties to even. */
final class Half {
  private static final float LARGEST = 65504;

  private Half() {}

  /**
   * The binary16 bits of a block's scale or offset.
   *
   * @throws IllegalArgumentException if binary16 cannot hold it, since every weight of the block
   *     would then decode to an infinity or NaN
   */
  static short bits(float scale) {
    short bits = Float.floatToFloat16(scale);
    if ((bits & 0x7C00) == 0x7C00) {
      throw beyondRange(scale);
    }
    return bits;
  }

  /** Says that {@code scale} is too large for a block. */
  static IllegalArgumentException beyondRange(float scale) {
    return new IllegalArgumentException(
        "block scale "
            + scale
            + " does not fit binary16 (largest "
            + LARGEST
            + "): the weights are too large for this format, use F32 or BF16");
  }
}
