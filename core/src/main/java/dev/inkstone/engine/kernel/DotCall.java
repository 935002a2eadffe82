package dev.inkstone.engine.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Product of one panel with one token: its arguments, reused, and the choice of the kernel. For
 * codes a kernel computes, lane by lane,
 *
 * <pre>sum over s of scale[s] * (sum(code * x) - zero * sum(x)) + offset[s] * sum(x)</pre>
 *
 * where codes become floats in registers. It reads scales and codes as they lie in memory, one
 * after the other: a processor fetches one unbroken stream ahead of time, and more than half of the
 * memory's speed is lost where the stream jumps or several streams alternate.
 *
 * <p>Products of codes and activations are summed before they are scaled, so activations beyond
 * about 1e36 may overflow here where other kernels still give a number.
 */
final class DotCall {
  /** Columns in a unit, for which there is a sum of activations. */
  static final int UNIT = 8;

  /** Activations of the token, and their sums over units, where {@link #needsSums}. */
  float[] x = new float[0];

  float[] sums = new float[0];

  MemorySegment weights = MemorySegment.NULL;

  /** Where the panel begins. */
  long start;

  int columns;

  /** Bytes of a block of codes. */
  long blockBytes;

  /** Bytes of the group that belongs to one sub-scale. */
  int groupBytes;

  /** Where low and high bits of the first group begin, from the start of a block. */
  long low;

  long high;

  /** Binary logarithms of units per block and per scale; and all units. */
  int blockShift;

  int scaleShift;
  int units;

  /** The code that means zero. */
  int zero;

  final Part subScales = new Part();
  final Part offsets = new Part();
  final Part subOffsets = new Part();

  /** Result: one vector. */
  MemorySegment out = MemorySegment.NULL;

  long outOffset;

  /** Whether the kernel for one scale a block serves; without it, the one for any scales does. */
  private boolean plain;

  /** Takes over what is the same for all panels of a matrix. */
  void prepare(PanelMatrix matrix, float[] x, float[] sums) {
    PanelLayout layout = matrix.layout();
    this.x = x;
    this.sums = sums;
    weights = matrix.data();
    columns = layout.columns;
    if (layout.format instanceof PanelFormat.Codes format) {
      plain = isPlain(format);
      blockBytes = layout.blockBytes;
      groupBytes = layout.groupBytes;
      low = layout.low;
      high = layout.high;
      blockShift = Integer.numberOfTrailingZeros(format.weightsPerBlock() / UNIT);
      scaleShift = Integer.numberOfTrailingZeros(format.weightsPerScale() / UNIT);
      units = columns / UNIT;
      zero = format.zero();
    }
  }

  /** Whether the kernel for a format reads {@link #sums}. */
  static boolean needsSums(PanelFormat.Codes format) {
    return format.bits() != 8 || !isPlain(format);
  }

  private static boolean isPlain(PanelFormat.Codes format) {
    return format.bits() != 6 && !format.subScaled() && !format.hasOffset();
  }

  /** Aims at a panel. */
  void aim(PanelLayout layout, int panel) {
    start = panel * layout.panelBytes;
    if (layout.format instanceof PanelFormat.Codes format && !plain) {
      boolean bytes = format.subScaled();
      boolean offset = format.hasOffset();
      subScales.aim(this, bytes, start + layout.subScale, Part.ONES, groupBytes);
      offsets.aim(this, offset, start + layout.blockOffset, Part.ZEROS, 0);
      subOffsets.aim(this, bytes && offset, start + layout.subOffset, Part.ONES, groupBytes);
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
      case PanelFormat.Codes codes -> dotCodes(codes.bits());
    }
  }

  private void dotCodes(int bits) {
    switch (bits) {
      case 4 -> {
        if (plain) {
          Code4Dots.oneScale(this);
        } else {
          Code4Dots.anyScales(this);
        }
      }
      case 5 -> {
        if (plain) {
          Code5Dots.oneScale(this);
        } else {
          Code5Dots.anyScales(this);
        }
      }
      case 6 -> Code6Dots.anyScales(this);
      default -> {
        if (plain) {
          Code8Dots.oneScale(this);
        } else {
          Code8Dots.anyScales(this);
        }
      }
    }
  }

  /**
   * One of the parts of a block that only some formats have. For the others it is a constant that
   * is read again and again, so that one kernel serves every kind of scale.
   */
  static final class Part {
    private static final MemorySegment ONES = constant((byte) 1);
    private static final MemorySegment ZEROS = constant((byte) 0);

    MemorySegment memory = MemorySegment.NULL;
    long start;
    long perBlock;
    int perScale;

    private void aim(
        DotCall call, boolean present, long start, MemorySegment constant, int perScale) {
      memory = present ? call.weights : constant;
      this.start = present ? start : 0;
      perBlock = present ? call.blockBytes : 0;
      this.perScale = present ? perScale : 0;
    }

    private static MemorySegment constant(byte value) {
      return Arena.global().allocate(Lanes.BYTES, Workspace.ALIGNMENT).fill(value);
    }
  }
}
