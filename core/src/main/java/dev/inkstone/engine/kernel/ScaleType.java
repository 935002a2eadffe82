package dev.inkstone.engine.kernel;

/**
 * How a block's scale is kept: its upper sixteen bits, and for {@link #F32} its lower ones apart
 * from them, so that one kernel reads all three.
 */
public enum ScaleType {
  /** IEEE binary16. */
  F16(13, 0x8fff_e000, 0x1p112f),
  /** The upper half of binary32. */
  BF16(16, 0xffff_0000, 1),
  /** IEEE binary32. */
  F32(16, 0xffff_0000, 1);

  /** A kernel makes the upper bits a float: shifts them left, takes these, multiplies. */
  final int shift;

  final int mask;
  final float factor;

  ScaleType(int shift, int mask, float factor) {
    this.shift = shift;
    this.mask = mask;
    this.factor = factor;
  }

  /** The scale with these bits; {@code rest} counts for {@link #F32} alone. */
  public float value(short scale, short rest) {
    return switch (this) {
      case F16 -> Float.float16ToFloat(scale);
      case BF16 -> Float.intBitsToFloat(scale << 16);
      case F32 -> Float.intBitsToFloat((scale << 16) | (rest & 0xffff));
    };
  }
}
