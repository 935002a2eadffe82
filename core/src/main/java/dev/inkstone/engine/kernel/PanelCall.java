package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;

/** Arguments for turning a stretch of columns of one panel into floats, reused. */
final class PanelCall {
  MemorySegment weights = MemorySegment.NULL;

  /** Where the stretch begins, with a whole block. */
  long start;

  int columns;

  /** Scale blocks in the stretch, and steps of 8 columns in each. */
  int scaleBlocks;

  int unitsPerScale;

  /** Bytes of a block of codes. */
  long blockBytes;

  /** Scales in a block. */
  int scalesPerBlock;

  /** Bytes of the group that belongs to one scale. */
  int groupBytes;

  /** Holds scales and offsets as floats, {@code [scale block][lanes]}. */
  MemorySegment scratch = MemorySegment.NULL;

  long scales;
  long offsets;

  /** Result: a tile of floats, one line a column. */
  MemorySegment out = MemorySegment.NULL;

  long outOffset;

  private int low;
  private int high;

  /** Aims at columns {@code from .. to - 1} of a panel, in whole blocks. */
  void aim(PanelMatrix matrix, int panel, int from, int to) {
    PanelLayout layout = matrix.layout();
    weights = matrix.data();
    start = layout.block(panel, from);
    columns = to - from;
    if (layout.format instanceof PanelFormat.Codes codes) {
      scaleBlocks = columns / codes.weightsPerScale();
      unitsPerScale = codes.weightsPerScale() / 8;
      blockBytes = layout.blockBytes;
      scalesPerBlock = codes.scalesPerBlock();
      low = layout.low;
      high = layout.high;
      groupBytes = layout.groupBytes;
    }
  }

  /** Where the low bits of a scale block begin. */
  long low(int scaleBlock) {
    return group(scaleBlock) + low;
  }

  /** Where the high bits of a scale block begin. */
  long high(int scaleBlock) {
    return group(scaleBlock) + high;
  }

  private long group(int scaleBlock) {
    long block = start + scaleBlock / scalesPerBlock * blockBytes;
    return block + (long) (scaleBlock % scalesPerBlock) * groupBytes;
  }

  /** Writes the weights to {@link #out}, one tile line a column. */
  void unpack(PanelFormat format) {
    switch (format) {
      case PanelFormat.Floats floats -> {
        switch (floats) {
          case F32 -> FloatPanels.unpackF32(this);
          case F16 -> FloatPanels.unpackF16(this);
          case BF16 -> FloatPanels.unpackBF16(this);
        }
      }
      case PanelFormat.Codes codes -> {
        switch (codes.bits()) {
          case 5 -> CodeUnpacking.unpack5(this);
          case 6 -> CodeUnpacking.unpack6(this);
          case 8 -> CodeUnpacking.unpack8(this);
          default -> CodeUnpacking.unpack4(this);
        }
      }
    }
  }
}
