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
 */
final class DotCall {
  /** Columns in a unit, for which there is a sum of activations. */
  static final int UNIT = 8;

  /** Activations of the token, and their sums over units, where codes need them. */
  float[] x = new float[0];

  float[] sums = new float[0];

  MemorySegment weights = MemorySegment.NULL;

  /** Where the panel begins. */
  long start;

  int columns;

  /**
   * Bytes of a block of codes and of a scale's group in it, and where a block's first codes are.
   */
  long blockBytes;

  int groupBytes;
  long codes;
  long highs;

  /** Binary logarithms of units per block and per scale; and all units. */
  int blockShift;

  int scaleShift;
  int units;

  /** The code that means zero. */
  int zero;

  final Plane subScales = new Plane();
  final Plane offsets = new Plane();
  final Plane subOffsets = new Plane();

  /** Result: one vector. */
  MemorySegment out = MemorySegment.NULL;

  long outOffset;

  /** Whether the format's only scale is one per block. */
  private boolean plain;

  /** Takes over what is the same for all panels of a matrix. */
  void prepare(PanelMatrix matrix, float[] x, float[] sums) {
    PanelLayout layout = matrix.layout();
    this.x = x;
    this.sums = sums;
    weights = matrix.data();
    columns = layout.columns;
    if (layout.format instanceof PanelFormat.Codes format) {
      plain = !format.subScaled() && !format.hasOffset();
      blockBytes = layout.blockBytes;
      groupBytes = layout.groupBytes;
      codes = layout.low;
      highs = layout.high;
      blockShift = Integer.numberOfTrailingZeros(format.weightsPerBlock() / UNIT);
      scaleShift = Integer.numberOfTrailingZeros(format.weightsPerScale() / UNIT);
      units = columns / UNIT;
      zero = format.zero();
    }
  }

  /** Aims at a panel. */
  void aim(PanelLayout layout, int panel) {
    start = panel * layout.panelBytes;
    if (layout.format instanceof PanelFormat.Codes format && !plain) {
      boolean bytes = format.subScaled();
      boolean offset = format.hasOffset();
      subScales.aim(this, bytes, start + layout.subScale, Plane.ONES, groupBytes);
      offsets.aim(this, offset, start + layout.offset, Plane.ZEROS, 0);
      subOffsets.aim(this, bytes && offset, start + layout.subOffset, Plane.ONES, groupBytes);
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
    if (plain) {
      switch (bits) {
        case 5 -> Code5Dots.oneScale(this);
        case 6 -> Code6Dots.oneScale(this);
        case 8 -> Code8Dots.oneScale(this);
        default -> Code4Dots.oneScale(this);
      }
    } else {
      switch (bits) {
        case 5 -> Code5Dots.anyScales(this);
        case 6 -> Code6Dots.anyScales(this);
        case 8 -> Code8Dots.anyScales(this);
        default -> Code4Dots.anyScales(this);
      }
    }
  }

  /**
   * One of the planes that only some formats have. For the others it is a constant that is read
   * again and again, so that one kernel serves every kind of scale.
   */
  static final class Plane {
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
