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
      long start = layout.block(panel, block * codes.weightsPerBlock());
      long at = start + (long) row * Short.BYTES;
      data.set(ValueLayout.JAVA_SHORT, at, parts.scale);
      if (codes.hasOffset()) {
        data.set(ValueLayout.JAVA_SHORT, at + layout.blockOffset, parts.offset);
      }
      int perScale = codes.weightsPerScale();
      for (int s = 0; s < codes.scalesPerBlock(); s++) {
        long group = layout.group(panel, block * codes.weightsPerBlock() + s * perScale);
        if (codes.subScaled()) {
          data.set(ValueLayout.JAVA_BYTE, group + layout.subScale + row, parts.subScales[s]);
        }
        if (codes.subScaled() && codes.hasOffset()) {
          data.set(ValueLayout.JAVA_BYTE, group + layout.subOffset + row, parts.subOffsets[s]);
        }
        putCodes(parts.codes, s * perScale, (s + 1) * perScale, group, row);
      }
    }

    private void putCodes(byte[] values, int from, int to, long group, int row) {
      long low = group + layout.low;
      long high = group + layout.high;
      switch (codes.bits()) {
        case 8 -> putCodes8(values, from, to, low, row);
        case 5 -> {
          putLowBits(values, from, to, low, row);
          putBits5(values, from, to, high, row);
        }
        case 6 -> {
          putLowBits(values, from, to, low, row);
          putBits6(values, from, to, high, row);
        }
        default -> putLowBits(values, from, to, low, row);
      }
    }

    private void putCodes8(byte[] values, int from, int to, long part, int row) {
      for (int i = from; i < to; i += 4) {
        putInt(part, (i - from) / 4, row, (int) INTS.get(values, i));
      }
    }

    private void putLowBits(byte[] values, int from, int to, long part, int row) {
      for (int i = from; i < to; i += 8) {
        long eight = (long) LONGS.get(values, i);
        putInt(part, (i - from) / 8, row, (int) Long.compress(eight, LOW_BITS));
      }
    }

    // 16 columns are half an int here, which is zero where it is not yet written.
    private void putBits5(byte[] values, int from, int to, long part, int row) {
      for (int i = from; i < to; i += 16) {
        int bits =
            (int) Long.compress((long) LONGS.get(values, i), BIT_4)
                | ((int) Long.compress((long) LONGS.get(values, i + 8), BIT_4) << 8);
        long at = part + ((i - from) / 32 * (long) layout.lanes + row) * Integer.BYTES;
        int other = data.get(ValueLayout.JAVA_INT, at);
        data.set(ValueLayout.JAVA_INT, at, other | (bits << ((i - from) % 32)));
      }
    }

    private void putBits6(byte[] values, int from, int to, long part, int row) {
      for (int i = from; i < to; i += 16) {
        int bits =
            (int) Long.compress((long) LONGS.get(values, i), BITS_4_5)
                | ((int) Long.compress((long) LONGS.get(values, i + 8), BITS_4_5) << 16);
        putInt(part, (i - from) / 16, row, bits);
      }
    }

    private void putInt(long part, int index, int row, int value) {
      data.set(
          ValueLayout.JAVA_INT, part + (index * (long) layout.lanes + row) * Integer.BYTES, value);
    }
  }
}
