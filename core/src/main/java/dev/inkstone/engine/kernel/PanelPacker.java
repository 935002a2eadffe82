package dev.inkstone.engine.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Brings a matrix into the layout of {@link PanelLayout}, panels in parallel. */
final class PanelPacker {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt FILE_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort FILE_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0f0f_0f0f_0f0f_0f0fL;
  private static final long BIT_4 = 0x1010_1010_1010_1010L;
  private static final long BITS_4_5 = 0x3030_3030_3030_3030L;

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
      long to = panel * layout.panelBytes + (long) row * bytes;
      long step = (long) layout.lanes * bytes;
      if (bytes == Float.BYTES) {
        for (int k = 0; k < layout.columns; k++) {
          data.set(ValueLayout.JAVA_INT, to + k * step, source.data().get(FILE_INT, from + k * 4L));
        }
      } else {
        for (int k = 0; k < layout.columns; k++) {
          data.set(
              ValueLayout.JAVA_SHORT, to + k * step, source.data().get(FILE_SHORT, from + k * 2L));
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
      long start = panel * layout.panelBytes;
      long at = start + (block * (long) layout.lanes + row) * Short.BYTES;
      data.set(ValueLayout.JAVA_SHORT, at + layout.scales, parts.scale);
      if (codes.hasOffset()) {
        data.set(ValueLayout.JAVA_SHORT, at + layout.offsets, parts.offset);
      }
      if (codes.subScaled()) {
        putBytes(parts.subScales, start + layout.subScales, row, block);
        if (codes.hasOffset()) {
          putBytes(parts.subOffsets, start + layout.subOffsets, row, block);
        }
      }
      int column = block * codes.weightsPerBlock();
      switch (codes.bits()) {
        case 8 -> putCodes8(parts.codes, start + layout.low, row, column);
        case 5 -> {
          putLowBits(parts.codes, start + layout.low, row, column);
          putBits5(parts.codes, start + layout.high, row, column);
        }
        case 6 -> {
          putLowBits(parts.codes, start + layout.low, row, column);
          putBits6(parts.codes, start + layout.high, row, column);
        }
        default -> putLowBits(parts.codes, start + layout.low, row, column);
      }
    }

    private void putBytes(byte[] values, long plane, int row, int block) {
      int perBlock = codes.scalesPerBlock();
      for (int s = 0; s < perBlock; s++) {
        long at = (block * (long) perBlock + s) * layout.lanes + row;
        data.set(ValueLayout.JAVA_BYTE, plane + at, values[s]);
      }
    }

    private void putCodes8(byte[] values, long plane, int row, int column) {
      for (int i = 0; i < values.length; i += 4) {
        putInt(plane, (column + i) / 4, row, (int) INTS.get(values, i));
      }
    }

    private void putLowBits(byte[] values, long plane, int row, int column) {
      for (int i = 0; i < values.length; i += 8) {
        long eight = (long) LONGS.get(values, i);
        putInt(plane, (column + i) / 8, row, (int) Long.compress(eight, LOW_BITS));
      }
    }

    // 16 columns are half an int here, which is zero where it is not yet written.
    private void putBits5(byte[] values, long plane, int row, int column) {
      for (int i = 0; i < values.length; i += 16) {
        int bits =
            (int) Long.compress((long) LONGS.get(values, i), BIT_4)
                | ((int) Long.compress((long) LONGS.get(values, i + 8), BIT_4) << 8);
        long at = plane + ((column + i) / 32 * (long) layout.lanes + row) * Integer.BYTES;
        int other = data.get(ValueLayout.JAVA_INT, at);
        data.set(ValueLayout.JAVA_INT, at, other | (bits << ((column + i) % 32)));
      }
    }

    private void putBits6(byte[] values, long plane, int row, int column) {
      for (int i = 0; i < values.length; i += 16) {
        int bits =
            (int) Long.compress((long) LONGS.get(values, i), BITS_4_5)
                | ((int) Long.compress((long) LONGS.get(values, i + 8), BITS_4_5) << 16);
        putInt(plane, (column + i) / 16, row, bits);
      }
    }

    private void putInt(long plane, int index, int row, int value) {
      data.set(
          ValueLayout.JAVA_INT, plane + (index * (long) layout.lanes + row) * Integer.BYTES, value);
    }
  }
}
