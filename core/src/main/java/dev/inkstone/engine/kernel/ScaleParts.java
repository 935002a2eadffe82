package dev.inkstone.engine.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Where the parts of a panel's blocks lie that only some formats have; reused. */
final class ScaleParts {
  /** Lower bits of block scales. */
  final Part rests = new Part();

  final Part subScales = new Part();
  final Part offsets = new Part();
  final Part subOffsets = new Part();

  /** Aims at the blocks from {@code start} on. */
  void aim(PanelMatrix matrix, PanelFormat.Codes format, long start) {
    PanelLayout layout = matrix.layout();
    boolean bytes = format.subScaled();
    boolean offset = format.hasOffset();
    rests.aim(matrix, format.scales().type() == ScaleType.F32, start + layout.scaleRest, 0, 0);
    subScales.aim(matrix, bytes, start + layout.subScale, layout.groupBytes, 1);
    offsets.aim(matrix, offset, start + layout.blockOffset, 0, 0);
    subOffsets.aim(matrix, bytes && offset, start + layout.subOffset, layout.groupBytes, 1);
  }

  /**
   * One of these parts. For formats without it, it is a constant that is read again and again, so
   * that one kernel serves every kind of scale.
   */
  static final class Part {
    private static final MemorySegment[] CONSTANTS = {constant(0), constant(1)};

    MemorySegment memory = MemorySegment.NULL;
    long start;

    /** Bytes from block to block, from group to group, and from scale to scale in a group. */
    long perBlock;

    long perGroup;
    long perScale;

    private void aim(PanelMatrix matrix, boolean present, long start, int perGroup, int constant) {
      memory = present ? matrix.data() : CONSTANTS[constant];
      this.start = present ? start : 0;
      perBlock = present ? matrix.layout().blockBytes : 0;
      this.perGroup = present ? perGroup : 0;
      perScale = present ? matrix.layout().lanes : 0;
    }

    private static MemorySegment constant(int value) {
      return Arena.global().allocate(Lanes.BYTES, Workspace.ALIGNMENT).fill((byte) value);
    }
  }
}
