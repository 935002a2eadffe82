package dev.inkstone.engine.kernel;

/**
 * How the weights of a block share scales and offsets; see {@link PanelFormat.Codes}.
 *
 * @param type how a block's scale is kept; other than F16 only for 4-bit tables with one scale a
 *     block
 * @param unit a power of two that multiplies scales and offsets
 * @param weightsPerBlock weights in one block, the unit that has a scale of its own
 * @param weightsPerScale weights that share {@code scale(s)}: a power of two from 16 on; equals
 *     {@code weightsPerBlock} unless {@code subScaled}
 * @param subScaled whether a block has byte scales below its own
 * @param hasOffset whether weights have an offset
 */
public record BlockScales(
    ScaleType type,
    float unit,
    int weightsPerBlock,
    int weightsPerScale,
    boolean subScaled,
    boolean hasOffset) {

  /** Checks that the parts fit together. */
  public BlockScales {
    if (weightsPerScale % 16 != 0 || weightsPerBlock % weightsPerScale != 0) {
      throw new IllegalArgumentException(
          "weightsPerBlock = " + weightsPerBlock + ", weightsPerScale = " + weightsPerScale);
    }
    if (!subScaled && weightsPerScale != weightsPerBlock) {
      throw new IllegalArgumentException(
          "weightsPerScale = %d, expected weightsPerBlock = %d: there are no sub-scales"
              .formatted(weightsPerScale, weightsPerBlock));
    }
    if (Integer.bitCount(weightsPerScale) != 1 || Integer.bitCount(weightsPerBlock) != 1) {
      throw new IllegalArgumentException(
          "weightsPerBlock = %d, weightsPerScale = %d, expected powers of two"
              .formatted(weightsPerBlock, weightsPerScale));
    }
    if (type != ScaleType.F16 && (subScaled || hasOffset)) {
      throw new IllegalArgumentException(
          "a scale of " + type + " with sub-scales or offsets, expected F16");
    }
    if (!(unit > 0) || unit != Math.scalb(1f, Math.getExponent(unit))) {
      throw new IllegalArgumentException("unit = " + unit + ", expected a power of two");
    }
  }

  /** One F16 scale for a block. */
  public static BlockScales one(int weightsPerBlock) {
    return one(ScaleType.F16, weightsPerBlock);
  }

  /** One scale for a block. */
  public static BlockScales one(ScaleType type, int weightsPerBlock) {
    return new BlockScales(type, 1, weightsPerBlock, weightsPerBlock, false, false);
  }

  /** Sub-scales below an F16 scale. */
  public static BlockScales sub(float unit, int weightsPerBlock, int weightsPerScale) {
    return new BlockScales(ScaleType.F16, unit, weightsPerBlock, weightsPerScale, true, false);
  }
}
