package dev.inkstone.engine.kernel;

/**
 * What the kernels must know of a weight format to keep it in packed panels.
 *
 * <p>A panel holds as many consecutive rows as a vector has float lanes, interleaved so that one
 * load gives the same columns of all its rows. Formats of equal code width share a layout and
 * differ by code values and scales.
 */
public sealed interface PanelFormat {

  /** Weights per block of one row; the number of columns is a multiple of it. */
  int weightsPerBlock();

  /** Plain floating-point weights. */
  enum Floats implements PanelFormat {
    /** IEEE binary32. */
    F32,
    /** IEEE binary16. */
    F16,
    /** The upper half of binary32. */
    BF16;

    @Override
    public int weightsPerBlock() {
      return 1;
    }
  }

  /**
   * Integer codes with block scales: {@code weight = scale(s) * (code - zero) + offset(s)} for
   * scale block {@code s}, where
   *
   * <ul>
   *   <li>{@code scale(s) = f16(scale)}, times {@code subScales[s]} (signed byte) if {@code
   *       subScaled}
   *   <li>{@code offset(s) = f16(offset)}, times {@code subOffsets[s]} (unsigned byte) if {@code
   *       subScaled}; zero unless {@code hasOffset}
   * </ul>
   *
   * @param bits width of a code: 4, 5, 6 or 8
   * @param zero the code that stands for zero; 8-bit codes are signed bytes with {@code zero = 0}
   * @param weightsPerBlock weights in one block, the unit that has its own f16 scale
   * @param weightsPerScale weights that share {@code scale(s)}: a power of two from 16 on; equals
   *     {@code weightsPerBlock} unless {@code subScaled}
   * @param subScaled whether a block has byte scales below its f16 scale
   * @param hasOffset whether weights have an offset
   */
  record Codes(
      int bits,
      int zero,
      int weightsPerBlock,
      int weightsPerScale,
      boolean subScaled,
      boolean hasOffset)
      implements PanelFormat {

    /** Checks that the parts fit together. */
    public Codes {
      if (bits != 4 && bits != 5 && bits != 6 && bits != 8) {
        throw new IllegalArgumentException("bits = " + bits + ", expected 4, 5, 6 or 8");
      }
      if (weightsPerScale % 16 != 0 || weightsPerBlock % weightsPerScale != 0) {
        throw new IllegalArgumentException(
            "weightsPerBlock = " + weightsPerBlock + ", weightsPerScale = " + weightsPerScale);
      }
      if (bits == 8 && zero != 0) {
        throw new IllegalArgumentException("zero = " + zero + " of signed codes, expected 0");
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
    }

    /** Scale blocks in one block. */
    public int scalesPerBlock() {
      return weightsPerBlock / weightsPerScale;
    }
  }
}
