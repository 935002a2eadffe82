package dev.inkstone.engine.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Brings a matrix into the layout of {@link PanelLayout}, panels in parallel. */
final class PanelPacker {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt FILE_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort FILE_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private PanelPacker() {}

  static PanelMatrix pack(MatrixSource source, int lanes, Arena arena, Workers workers) {
    check(source);
    PanelLayout layout = new PanelLayout(source.format(), source.rows(), source.columns(), lanes);
    MemorySegment data = arena.allocate(layout.bytes(), Workspace.ALIGNMENT);
    switch (source.format()) {
      case PanelFormat.Floats floats -> {
        int bytes = PanelLayout.bytesPerWeight(floats);
        workers.run(
            layout.panels, (panel, worker) -> packFloats(source, layout, panel, bytes, data));
      }
      case PanelFormat.Codes codes -> {
        BlockParts[] parts = new BlockParts[workers.threads()];
        for (int i = 0; i < parts.length; i++) {
          parts[i] = new BlockParts(codes);
        }
        workers.run(
            layout.panels,
            (panel, worker) ->
                new CodedPanel(source, codes, layout, data, panel).pack(parts[worker]));
      }
    }
    return new PanelMatrix(layout, data);
  }

  private static void check(MatrixSource source) {
    int block = source.format().weightsPerBlock();
    if (source.rows() < 1 || source.columns() < 1 || source.columns() % block != 0) {
      throw new IllegalArgumentException(
          "matrix of %d x %d: expected at least one row, and columns in multiples of %d (%s)"
              .formatted(source.rows(), source.columns(), block, source.format()));
    }
    long needed = source.rows() * source.bytesPerRow();
    if (source.data().byteSize() < needed) {
      throw new IllegalArgumentException(
          "matrix of %d x %d has %d bytes, expected %d (%d a row)"
              .formatted(
                  source.rows(),
                  source.columns(),
                  source.data().byteSize(),
                  needed,
                  source.bytesPerRow()));
    }
  }

  private static void packFloats(
      MatrixSource source, PanelLayout layout, int panel, int bytes, MemorySegment data) {
    int rows = Math.min(layout.lanes, layout.rows - panel * layout.lanes);
    for (int row = 0; row < rows; row++) {
      long from = (panel * (long) layout.lanes + row) * source.bytesPerRow();
      long to = layout.group(panel, 0) + (long) row * Integer.BYTES;
      long step = layout.groupStride;
      if (bytes == Float.BYTES) {
        for (int k = 0; k < layout.columns; k++) {
          data.set(ValueLayout.JAVA_INT, to + k * step, source.data().get(FILE_INT, from + k * 4L));
        }
      } else {
        for (int k = 0; k < layout.columns; k++) {
          long at = to + (k >> 1) * step + (k & 1) * Short.BYTES;
          data.set(ValueLayout.JAVA_SHORT, at, source.data().get(FILE_SHORT, from + k * 2L));
        }
      }
    }
  }

  /** Packs one panel of codes, row by row. */
  private record CodedPanel(
      MatrixSource source,
      PanelFormat.Codes codes,
      PanelLayout layout,
      MemorySegment data,
      int panel) {

    void pack(BlockParts parts) {
      int blocks = layout.columns / codes.weightsPerBlock();
      long bytesPerBlock = source.bytesPerRow() / blocks;
      int rows = Math.min(layout.lanes, layout.rows - panel * layout.lanes);
      for (int row = 0; row < rows; row++) {
        long from = (panel * (long) layout.lanes + row) * source.bytesPerRow();
        for (int block = 0; block < blocks; block++) {
          source.splitter().split(source.data(), from + block * bytesPerBlock, parts);
          put(parts, row, block);
        }
      }
    }

    private void put(BlockParts parts, int row, int block) {
      int first = block * codes.weightsPerBlock();
      long at = layout.head(panel, first) + (long) row * Short.BYTES;
      data.set(ValueLayout.JAVA_SHORT, at, parts.scale);
      if (codes.scales().type() == ScaleType.F32) {
        data.set(ValueLayout.JAVA_SHORT, at + layout.scaleRest, parts.scaleRest);
      }
      if (codes.hasOffset()) {
        data.set(ValueLayout.JAVA_SHORT, at + layout.blockOffset, parts.offset);
      }
      for (int s = 0; codes.subScaled() && s < codes.scalesPerBlock(); s++) {
        long sub = layout.subScaleStart(panel, first + s * codes.weightsPerScale()) + row;
        data.set(ValueLayout.JAVA_BYTE, sub + layout.subScale, parts.subScales[s]);
        if (codes.hasOffset()) {
          data.set(ValueLayout.JAVA_BYTE, sub + layout.subOffset, parts.subOffsets[s]);
        }
      }
      int perGroup = layout.weightsPerGroup;
      for (int i = 0; i < codes.weightsPerBlock(); i += perGroup) {
        putCodes(parts.codes, i, i + perGroup, layout.group(panel, first + i), row);
      }
    }

    private void putCodes(byte[] values, int from, int to, long group, int row) {
      int lowWidth = PanelLayout.lowWidth(codes.bits());
      putFields(values, from, to, 0, lowWidth, group + layout.low, row);
      if (codes.bits() > lowWidth) {
        int highWidth = PanelLayout.highWidth(codes.bits());
        putFields(values, from, to, lowWidth, highWidth, group + layout.high, row);
      }
    }

    /** Writes {@code width} bits of each code, from its bit {@code firstBit} on. */
    private void putFields(
        byte[] values, int from, int to, int firstBit, int width, long part, int row) {
      int mask = ((1 << width) - 1) * 0x0101_0101;
      long at = part + (long) row * Integer.BYTES;
      int i = from;
      while (i < to) {
        int word = 0;
        for (int shift = 0; shift < Byte.SIZE && i < to; shift += width) {
          word |= (((int) INTS.get(values, i) >>> firstBit) & mask) << shift;
          i += 4;
        }
        data.set(ValueLayout.JAVA_INT, at, word);
        at += (long) layout.lanes * Integer.BYTES;
      }
    }
  }
}
