package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Turns packed panels into floats, one by one: the definition of what a panel means. */
final class PanelReader {
  private PanelReader() {}

  /**
   * Weights of columns {@code from .. to - 1} of one panel.
   *
   * @param from a multiple of the columns that share a scale
   * @param target {@code [to - from][stride]}, the panel's lanes from {@code targetIndex} on
   */
  static void read(
      PanelMatrix matrix,
      int panel,
      int from,
      int to,
      float[] target,
      int targetIndex,
      int stride) {
    switch (matrix.layout().format) {
      case PanelFormat.Floats floats ->
          readFloats(matrix, floats, panel, from, to, target, targetIndex, stride);
      case PanelFormat.Codes codes ->
          readCodes(matrix, codes, panel, from, to, target, targetIndex, stride);
    }
  }

  private static void readFloats(
      PanelMatrix matrix,
      PanelFormat.Floats format,
      int panel,
      int from,
      int to,
      float[] target,
      int targetIndex,
      int stride) {
    PanelLayout layout = matrix.layout();
    MemorySegment data = matrix.data();
    long start = panel * layout.panelBytes;
    for (int k = from; k < to; k++) {
      for (int lane = 0; lane < layout.lanes; lane++) {
        long index = (long) k * layout.lanes + lane;
        target[targetIndex + (k - from) * stride + lane] =
            switch (format) {
              case F32 -> data.get(ValueLayout.JAVA_FLOAT, start + index * 4);
              case F16 -> half(data, start + index * 2);
              case BF16 ->
                  Float.intBitsToFloat(data.get(ValueLayout.JAVA_SHORT, start + index * 2) << 16);
            };
      }
    }
  }

  private static void readCodes(
      PanelMatrix matrix,
      PanelFormat.Codes codes,
      int panel,
      int from,
      int to,
      float[] target,
      int targetIndex,
      int stride) {
    PanelLayout layout = matrix.layout();
    int perScale = codes.weightsPerScale();
    for (int k = from; k < to; k += perScale) {
      for (int lane = 0; lane < layout.lanes; lane++) {
        float scale = scale(matrix, codes, panel, k / perScale, lane);
        float offset = offset(matrix, codes, panel, k / perScale, lane);
        for (int i = 0; i < perScale; i++) {
          int code = code(matrix, codes, panel, k + i, lane);
          target[targetIndex + (k + i - from) * stride + lane] =
              scale * (code - codes.zero()) + offset;
        }
      }
    }
  }

  private static float scale(
      PanelMatrix matrix, PanelFormat.Codes codes, int panel, int scaleBlock, int lane) {
    PanelLayout layout = matrix.layout();
    long block = layout.block(panel, scaleBlock * codes.weightsPerScale());
    float scale = half(matrix.data(), block + lane * 2L);
    if (!codes.subScaled()) {
      return scale;
    }
    long group = layout.group(panel, scaleBlock * codes.weightsPerScale());
    long at = group + layout.subScale + lane;
    return scale * matrix.data().get(ValueLayout.JAVA_BYTE, at);
  }

  private static float offset(
      PanelMatrix matrix, PanelFormat.Codes codes, int panel, int scaleBlock, int lane) {
    if (!codes.hasOffset()) {
      return 0;
    }
    PanelLayout layout = matrix.layout();
    long block = layout.block(panel, scaleBlock * codes.weightsPerScale());
    float offset = half(matrix.data(), block + layout.blockOffset + lane * 2L);
    if (!codes.subScaled()) {
      return offset;
    }
    long group = layout.group(panel, scaleBlock * codes.weightsPerScale());
    long at = group + layout.subOffset + lane;
    return offset * (matrix.data().get(ValueLayout.JAVA_BYTE, at) & 0xff);
  }

  private static int code(
      PanelMatrix matrix, PanelFormat.Codes codes, int panel, int column, int lane) {
    PanelLayout layout = matrix.layout();
    MemorySegment data = matrix.data();
    long group = layout.group(panel, column);
    int k = column % codes.weightsPerScale();
    long low = group + layout.low;
    if (codes.bits() == 8) {
      return (byte) (word(data, low, k / 4, layout.lanes, lane) >> (k % 4 * 8));
    }
    int code = (word(data, low, k / 8, layout.lanes, lane) >>> (k % 8 * 4)) & 15;
    long high = group + layout.high;
    return switch (codes.bits()) {
      case 5 -> {
        int bit = (word(data, high, k / 32, layout.lanes, lane) >>> (k % 32)) & 1;
        yield code | (bit << 4);
      }
      case 6 -> {
        int two = (word(data, high, k / 16, layout.lanes, lane) >>> (k % 16 * 2)) & 3;
        yield code | (two << 4);
      }
      default -> code;
    };
  }

  private static int word(MemorySegment data, long plane, int index, int lanes, int lane) {
    return data.get(ValueLayout.JAVA_INT, plane + ((long) index * lanes + lane) * Integer.BYTES);
  }

  static float half(MemorySegment data, long offset) {
    return Float.float16ToFloat(data.get(ValueLayout.JAVA_SHORT, offset));
  }
}
