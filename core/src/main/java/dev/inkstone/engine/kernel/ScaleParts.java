package dev.inkstone.engine.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Where the parts of a panel's heads and groups lie that only some formats have; reused. */
final class ScaleParts {
  /** Lower bits of block scales. */
  final Part rests = new Part();

  final Part subScales = new Part();
  final Part offsets = new Part();
  final Part subOffsets = new Part();

  /** Aims at the heads from {@code head} on, and the groups from {@code group} on. */
  void aim(PanelMatrix matrix, PanelFormat.Codes format, long head, long group) {
    PanelLayout layout = matrix.layout();
    boolean bytes = format.subScaled();
    boolean offset = format.hasOffset();
    boolean rest = format.scales().type() == ScaleType.F32;
    rests.aim(matrix, rest, head + layout.scaleRest, layout.headStride, 0);
    subScales.aim(matrix, bytes, group + layout.subScale, layout.groupStride, 1);
    offsets.aim(matrix, offset, head + layout.blockOffset, layout.headStride, 0);
    subOffsets.aim(matrix, bytes && offset, group + layout.subOffset, layout.groupStride, 1);
  }

  /**
   * One of these parts. For formats without it, it is a constant that is read again and again, so
   * that one kernel serves every kind of scale.
   */
  static final class Part {
    private static final MemorySegment[] CONSTANTS = {constant(0), constant(1)};

    MemorySegment memory = MemorySegment.NULL;
    long start;

    /** Bytes from head to head or from group to group, and from scale to scale in a group. */
    long stride;

    long perScale;

    private void aim(PanelMatrix matrix, boolean present, long start, int stride, int constant) {
      memory = present ? matrix.data() : CONSTANTS[constant];
      this.start = present ? start : 0;
      this.stride = present ? stride : 0;
      perScale = present ? matrix.layout().lanes : 0;
    }

    private static MemorySegment constant(int value) {
      return Arena.global().allocate(Lanes.BYTES, Workspace.ALIGNMENT).fill((byte) value);
    }
  }
}
