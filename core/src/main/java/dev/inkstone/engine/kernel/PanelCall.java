package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Arguments for turning a stretch of columns of one panel into floats, reused. */
final class PanelCall {
  private static final int CACHE_LINE = 64;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  MemorySegment weights = MemorySegment.NULL;

  /** Where the stretch's first head and its first group begin, of floats its first column. */
  long head;

  long group;

  /** Where the groups of the stretch end. */
  private long stretchEnd;

  /** Something of what was fetched, so that no compiler leaves it out. */
  int fetched;

  int columns;

  /** Scale blocks in the stretch, and steps of 16 columns. */
  int scaleBlocks;

  int steps;

  /** Bytes from head to head, and from group to group. */
  long headStride;

  long groupStride;

  /** Binary logarithms of steps per block, per group and per scale. */
  int blockShift;

  int groupShift;
  int scaleShift;

  /** Where low and high bits begin, from the start of a group. */
  int low;

  int high;

  final ScaleParts parts = new ScaleParts();

  /** Holds codes as bytes, {@code [4 columns][lanes]}, from {@link #codes} on. */
  MemorySegment scratch = MemorySegment.NULL;

  long codes;

  /** Where it holds scales and offsets as floats, {@code [scale block][lanes]}. */
  long scales;

  long offsets;

  /** The values of codes, if they are no equal steps. */
  int[] table = {};

  /** Result: a tile of floats, one line a column. */
  MemorySegment out = MemorySegment.NULL;

  long outOffset;

  /** Aims at columns {@code from .. to - 1} of a panel, in whole blocks. */
  void aim(PanelMatrix matrix, int panel, int from, int to) {
    PanelLayout layout = matrix.layout();
    weights = matrix.data();
    group = layout.group(panel, from);
    stretchEnd = Math.min(layout.group(panel, to), weights.byteSize());
    columns = to - from;
    if (layout.format instanceof PanelFormat.Codes format) {
      scaleBlocks = columns / format.weightsPerScale();
      steps = columns / DotCall.STEP;
      head = layout.head(panel, from);
      headStride = layout.headStride;
      groupStride = layout.groupStride;
      blockShift = Integer.numberOfTrailingZeros(format.weightsPerBlock() / DotCall.STEP);
      groupShift = Integer.numberOfTrailingZeros(layout.weightsPerGroup / DotCall.STEP);
      scaleShift = Integer.numberOfTrailingZeros(format.weightsPerScale() / DotCall.STEP);
      low = layout.low;
      high = layout.high;
      table = format.book().table();
      parts.aim(matrix, format, head, group);
    }
  }

  /** Writes the weights to {@link #out}, one tile line a column. */
  void unpack(PanelFormat format) {
    fetch();
    switch (format) {
      case PanelFormat.Floats floats -> run(unpacking(floats));
      case PanelFormat.Codes coded -> {
        ScaleExpansion.expand(this, coded);
        run(expansion(coded.bits()));
        run(coded.book().isTable() ? CodeUnpacking::table : CodeUnpacking::steps);
      }
    }
  }

  /**
   * One place for all loops: where several formats are in use it knows too many classes for C2 to
   * inline any. All of them in one compilation are more than it inlines to the end.
   */
  private void run(Loop loop) {
    loop.run(this);
  }

  private static Loop unpacking(PanelFormat.Floats floats) {
    return switch (floats) {
      case F32 -> FloatPanels::unpackF32;
      case F16 -> FloatPanels::unpackF16;
      case BF16 -> FloatPanels::unpackBF16;
    };
  }

  private static Loop expansion(int bits) {
    return switch (bits) {
      case 2 -> CodeExpansion::expand2;
      case 3 -> CodeExpansion::expand3;
      case 4 -> CodeExpansion::expand4;
      case 5 -> CodeExpansion::expand5;
      case 6 -> CodeExpansion::expand6;
      default -> CodeExpansion::expand8;
    };
  }

  /**
   * Reads a byte of every line of the processor's cache in the stretch. Unpacking is so much work a
   * line that memory would wait for it; this has nothing else to do.
   */
  private void fetch() {
    MemorySegment w = weights;
    long end = stretchEnd;
    int bytes = 0;
    for (long at = group; at < end; at += CACHE_LINE) {
      bytes |= w.get(BYTE, at);
    }
    fetched = bytes;
  }

  /** One of the loops of unpacking. */
  @FunctionalInterface
  private interface Loop {
    void run(PanelCall call);
  }
}
