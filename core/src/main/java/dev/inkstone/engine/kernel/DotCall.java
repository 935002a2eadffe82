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
 * reads scales and codes as they lie in memory, one after the other, in one loop over one or two
 * steps of 16 columns: a processor fetches what an instruction reads at a constant stride ahead of
 * time, and half of the memory's speed is lost where a loop over the blocks of a panel stands
 * around it. Heads that stand before all groups are turned into floats beforehand.
 *
 * <p>A kernel is as large as C2 takes: with another vector loaded from a segment it gives up
 * ("NodeCountInliningCutoff"), and the rest computes with objects at a third of the speed.
 *
 * <p>Codes of equal steps are not shifted down to the lowest bits of a lane, they are masked where
 * they stand: what that makes them too large by, a power of two, is taken off the activations once
 * a token, see {@link #place}.
 *
 * <p>Products of codes and activations are summed before they are scaled, so activations beyond
 * about 1e36, or 1e24 with binary16 weights, may overflow here where other kernels still give a
 * number.
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
   * What activations are multiplied by for binary16 weights, and a result then: together 2^112,
   * which the bits of binary16 lack where binary32 has them. In two parts, so that activations up
   * to 1e24 stay in the range of binary32, and products with weights from 2e-19 on keep all their
   * digits; those below 3e-26 vanish.
   */
  static final float HALF_PLACE = 0x1p48f;

  static final float HALF_UNIT = 0x1p64f;

  /**
   * Activations of the token, of codes times {@link #place} and the format's unit, of binary16
   * times {@link #HALF_PLACE}; after an odd number of them a zero. And their sums over steps, times
   * the unit, where {@link #needsSums}.
   */
  float[] x = new float[0];

  float[] sums = new float[0];

  MemorySegment weights = MemorySegment.NULL;

  /** Where the panel's first head and its first group begin, of floats its first column. */
  long head;

  long group;

  int columns;

  /** Bytes from head to head, and from group to group. */
  long headStride;

  long groupStride;

  /** Where low and high bits begin, from the start of a group. */
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

  /** Scales and offsets of the panel's heads, {@code [block][2][lanes]}, if they stand first. */
  float[] heads = new float[0];

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
      headStride = layout.headStride;
      groupStride = layout.groupStride;
      low = layout.low;
      high = layout.high;
      blockShift = Integer.numberOfTrailingZeros(format.weightsPerBlock() / STEP);
      groupShift = Integer.numberOfTrailingZeros(layout.weightsPerGroup / STEP);
      scaleShift = Integer.numberOfTrailingZeros(format.weightsPerScale() / STEP);
      steps = columns / STEP;
      int headFloats = columns / format.weightsPerBlock() * (2 * Lanes.COUNT);
      if (layout.headsFirst && heads.length < headFloats) {
        heads = new float[headFloats];
      }
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
    // Bytes have their sign, and with one scale no offset either.
    boolean scaledBytes = format.bits() == Byte.SIZE && !PanelLayout.headsFirst(format);
    return !format.book().isTable() && !scaledBytes;
  }

  /** What the activation of a column is multiplied by because of where its code stands. */
  static float place(CodeBook book, int column) {
    return book.isTable() || book.bits() == Byte.SIZE ? 1 : Math.scalb(1f, -8 * (column % 4));
  }

  /** Aims at a panel. */
  void aim(PanelMatrix matrix, int panel) {
    group = matrix.layout().group(panel, 0);
    if (matrix.layout().format instanceof PanelFormat.Codes format) {
      head = matrix.layout().head(panel, 0);
      parts.aim(matrix, format, head, group);
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
    if (PanelLayout.headsFirst(codes)) {
      ScaleExpansion.expandHeads(this);
      dotAnyScales(codes);
    } else {
      dotOneScale(codes);
    }
  }

  private void dotOneScale(PanelFormat.Codes codes) {
    switch (codes.bits()) {
      case 4 -> {
        if (codes.book().isTable()) {
          Code4TableDots.oneScale(this);
        } else if (codes.hasOffset() || codes.weightsPerBlock() != 2 * STEP) {
          Code4Dots.scaleAndOffset(this);
        } else {
          Code4Dots.oneScale(this);
        }
      }
      case 5 -> Code5Dots.oneScale(this);
      default -> Code8Dots.oneScale(this);
    }
  }

  private void dotAnyScales(PanelFormat.Codes codes) {
    switch (codes.bits()) {
      case 2 -> Code2Dots.anyScales(this);
      case 3 -> Code3Dots.anyScales(this);
      case 4 -> {
        if (codes.book().isTable()) {
          Code4TableDots.anyScales(this);
        } else {
          Code4Dots.subScales(this);
        }
      }
      case 5 -> Code5Dots.anyScales(this);
      case 6 -> Code6Dots.anyScales(this);
      default -> Code8Dots.anyScales(this);
    }
  }
}
