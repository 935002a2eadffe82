package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Product of one panel with one token: its arguments, reused, and the choice of the kernel. For
 * codes a kernel computes, lane by lane,
 *
 * <pre>sum over s of scale[s] * (sum(code * x) - zero * sum(x)) + offset[s] * sum(x)</pre>
 *
 * where codes become floats in registers, or for a table {@code scale[s] * sum(value * x)}. It
 * reads scales and codes as they lie in memory, one after the other: a processor fetches one
 * unbroken stream ahead of time, and more than half of the memory's speed is lost where the stream
 * jumps or several streams alternate.
 *
 * <p>Codes of equal steps are not shifted down to the lowest bits of a lane, they are masked where
 * they stand: what that makes them too large by, a power of two, is taken off the activations once
 * a token, see {@link #place}.
 *
 * <p>Products of codes and activations are summed before they are scaled, so activations beyond
 * about 1e36 may overflow here where other kernels still give a number.
 */
final class DotCall {
  /** Columns in a step of a kernel, for which there is a sum of activations. */
  static final int STEP = 16;

  /**
   * What brings the 1-bit fields of an even or of an odd step down, {@code [2][lanes]}: a vector of
   * counts, since a shift by a variable scalar takes a fifth of a kernel's time.
   */
  static final int[] HIGH_SHIFTS = new int[2 * Lanes.COUNT];

  static {
    Arrays.fill(HIGH_SHIFTS, Lanes.COUNT, HIGH_SHIFTS.length, STEP / 4);
  }

  /**
   * Activations of the token, times {@link #place} and the format's unit; and their sums over
   * steps, times the unit, where {@link #needsSums}.
   */
  float[] x = new float[0];

  float[] sums = new float[0];

  MemorySegment weights = MemorySegment.NULL;

  /** Where the panel begins. */
  long start;

  int columns;

  /** Bytes of a block of codes. */
  long blockBytes;

  /** Bytes of a group of codes. */
  long groupBytes;

  /** Where low and high bits of the first group begin, from the start of a block. */
  long low;

  long high;

  /** Binary logarithms of steps per block, per group and per scale; and all steps. */
  int blockShift;

  int groupShift;
  int scaleShift;
  int steps;

  /** The code that means zero. */
  int zero;

  /** Values of a table as bits of floats. */
  int[] table = new int[0];

  /** How the upper bits of a block's scale become a float, see {@link ScaleType}. */
  int scaleBitShift;

  int scaleMask;
  float scaleFactor;

  final ScaleParts parts = new ScaleParts();

  /** Result: one vector. */
  MemorySegment out = MemorySegment.NULL;

  long outOffset;

  /** Takes over what is the same for all panels of a matrix. */
  void prepare(PanelMatrix matrix, float[] x, float[] sums) {
    PanelLayout layout = matrix.layout();
    this.x = x;
    this.sums = sums;
    weights = matrix.data();
    columns = layout.columns;
    if (layout.format instanceof PanelFormat.Codes format) {
      blockBytes = layout.blockBytes;
      groupBytes = layout.groupBytes;
      low = layout.low;
      high = layout.high;
      blockShift = Integer.numberOfTrailingZeros(format.weightsPerBlock() / STEP);
      groupShift = Integer.numberOfTrailingZeros(layout.weightsPerGroup / STEP);
      scaleShift = Integer.numberOfTrailingZeros(format.weightsPerScale() / STEP);
      steps = columns / STEP;
      zero = format.zero();
      table = format.book().table();
      ScaleType type = format.scales().type();
      scaleBitShift = type.shift;
      scaleMask = type.mask;
      scaleFactor = type.factor;
    }
  }

  /** Whether the kernel for a format reads {@link #sums}. */
  static boolean needsSums(PanelFormat.Codes format) {
    return !format.book().isTable();
  }

  /** What the activation of a column is multiplied by because of where its code stands. */
  static float place(CodeBook book, int column) {
    return book.isTable() || book.bits() == Byte.SIZE ? 1 : Math.scalb(1f, -8 * (column % 4));
  }

  /** Aims at a panel. */
  void aim(PanelMatrix matrix, int panel) {
    start = panel * matrix.layout().panelBytes;
    if (matrix.layout().format instanceof PanelFormat.Codes format) {
      parts.aim(matrix, format, start);
    }
  }

  /** Writes the products with {@link #x} to {@link #out}. */
  void dot(PanelFormat format) {
    switch (format) {
      case PanelFormat.Floats floats -> {
        switch (floats) {
          case F32 -> FloatPanels.dotF32(this);
          case F16 -> FloatPanels.dotF16(this);
          case BF16 -> FloatPanels.dotBF16(this);
        }
      }
      case PanelFormat.Codes codes -> dotCodes(codes);
    }
  }

  private void dotCodes(PanelFormat.Codes codes) {
    boolean one = !codes.subScaled();
    if (codes.book().isTable()) {
      dotTable(codes.bits(), one);
      return;
    }
    switch (codes.bits()) {
      case 2 -> Code2Dots.anyScales(this);
      case 4 -> {
        if (one) {
          Code4Dots.oneScale(this);
        } else {
          Code4Dots.anyScales(this);
        }
      }
      case 5 -> {
        if (one) {
          Code5Dots.oneScale(this);
        } else {
          Code5Dots.anyScales(this);
        }
      }
      case 6 -> Code6Dots.anyScales(this);
      default -> {
        if (one) {
          Code8Dots.oneScale(this);
        } else {
          Code8Dots.anyScales(this);
        }
      }
    }
  }

  private void dotTable(int bits, boolean one) {
    if (bits == 3) {
      Code3Dots.anyScales(this);
    } else if (one) {
      Code4TableDots.oneScale(this);
    } else {
      Code4TableDots.anyScales(this);
    }
  }
}
