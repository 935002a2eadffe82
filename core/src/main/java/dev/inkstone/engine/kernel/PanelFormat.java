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
   * Codes with block scales: {@code weight = scale(s) * value(code) + offset(s)} for scale block
   * {@code s}, where
   *
   * <ul>
   *   <li>{@code value} is that of the code book
   *   <li>{@code scale(s) = unit * scale}, times {@code subScales[s]} if sub-scaled
   *   <li>{@code offset(s) = unit * offset}, times {@code subOffsets[s]} if sub-scaled; zero unless
   *       the format has offsets
   * </ul>
   *
   * <p>The block's offset is binary16, sub-scales and sub-offsets are signed bytes.
   *
   * @param book what codes stand for; with offsets not a table
   * @param scales how scales are shared; with 4-bit steps by 32 weights or more
   */
  record Codes(CodeBook book, BlockScales scales) implements PanelFormat {

    /** What narrow vectors unpack at a time, see {@link UnpackedDot}. */
    static final int LARGEST_BLOCK_OF_TABLE = 256;

    /** Checks that there is a kernel. */
    public Codes {
      if (book.isTable() && scales.hasOffset()) {
        throw new IllegalArgumentException("a table with offsets, expected equal steps: " + book);
      }
      if (book.isTable() && scales.weightsPerBlock() > LARGEST_BLOCK_OF_TABLE) {
        throw new IllegalArgumentException(
            "a table with blocks of %d weights, expected at most %d"
                .formatted(scales.weightsPerBlock(), LARGEST_BLOCK_OF_TABLE));
      }
      if (!book.isTable() && book.bits() == 4 && scales.weightsPerScale() < 32) {
        throw new IllegalArgumentException(
            "scales of %d weights with 4-bit steps, expected at least 32"
                .formatted(scales.weightsPerScale()));
      }
      if (scales.type() != ScaleType.F16 && !(book.isTable() && book.bits() == 4)) {
        throw new IllegalArgumentException(
            "a scale of " + scales.type() + ", expected F16 for all but 4-bit tables: " + book);
      }
    }

    /**
     * Equal steps with binary16 scales; see {@link CodeBook#steps} and {@link BlockScales} for the
     * parameters.
     */
    public Codes(
        int bits,
        int zero,
        int weightsPerBlock,
        int weightsPerScale,
        boolean subScaled,
        boolean hasOffset) {
      this(
          CodeBook.steps(bits, zero),
          new BlockScales(
              ScaleType.F16, 1, weightsPerBlock, weightsPerScale, subScaled, hasOffset));
    }

    /** Width of a code. */
    public int bits() {
      return book.bits();
    }

    /** The code that stands for zero, where steps are equal. */
    public int zero() {
      return book.zero();
    }

    @Override
    public int weightsPerBlock() {
      return scales.weightsPerBlock();
    }

    /** Weights that share a scale. */
    public int weightsPerScale() {
      return scales.weightsPerScale();
    }

    /** Whether a block has byte scales below its own. */
    public boolean subScaled() {
      return scales.subScaled();
    }

    /** Whether weights have an offset. */
    public boolean hasOffset() {
      return scales.hasOffset();
    }

    /** Scale blocks in one block. */
    public int scalesPerBlock() {
      return weightsPerBlock() / weightsPerScale();
    }
  }
}
