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
    for (int k = from; k < to; k++) {
      long column = layout.group(panel, k);
      for (int lane = 0; lane < layout.lanes; lane++) {
        long at = column + lane * (long) Integer.BYTES;
        long halfAt = at + k % 2 * Short.BYTES;
        target[targetIndex + (k - from) * stride + lane] =
            switch (format) {
              case F32 -> data.get(ValueLayout.JAVA_FLOAT, at);
              case F16 -> half(data, halfAt);
              case BF16 -> Float.intBitsToFloat(data.get(ValueLayout.JAVA_SHORT, halfAt) << 16);
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
              scale * codes.book().value(code) + offset;
        }
      }
    }
  }

  private static float scale(
      PanelMatrix matrix, PanelFormat.Codes codes, int panel, int scaleBlock, int lane) {
    PanelLayout layout = matrix.layout();
    BlockScales scales = codes.scales();
    long head = layout.head(panel, scaleBlock * codes.weightsPerScale()) + lane * 2L;
    short upper = matrix.data().get(ValueLayout.JAVA_SHORT, head);
    short rest =
        scales.type() == ScaleType.F32
            ? matrix.data().get(ValueLayout.JAVA_SHORT, head + layout.scaleRest)
            : 0;
    float scale = scales.unit() * scales.type().value(upper, rest);
    if (!codes.subScaled()) {
      return scale;
    }
    long sub = layout.subScaleStart(panel, scaleBlock * codes.weightsPerScale());
    long at = sub + layout.subScale + lane;
    return scale * matrix.data().get(ValueLayout.JAVA_BYTE, at);
  }

  private static float offset(
      PanelMatrix matrix, PanelFormat.Codes codes, int panel, int scaleBlock, int lane) {
    if (!codes.hasOffset()) {
      return 0;
    }
    PanelLayout layout = matrix.layout();
    long head = layout.head(panel, scaleBlock * codes.weightsPerScale());
    float offset =
        codes.scales().unit() * half(matrix.data(), head + layout.blockOffset + lane * 2L);
    if (!codes.subScaled()) {
      return offset;
    }
    long sub = layout.subScaleStart(panel, scaleBlock * codes.weightsPerScale());
    long at = sub + layout.subOffset + lane;
    return offset * matrix.data().get(ValueLayout.JAVA_BYTE, at);
  }

  private static int code(
      PanelMatrix matrix, PanelFormat.Codes codes, int panel, int column, int lane) {
    long group = matrix.layout().group(panel, column);
    int k = column % matrix.layout().weightsPerGroup;
    int lowWidth = PanelLayout.lowWidth(codes.bits());
    int low = field(matrix, group + matrix.layout().low, lowWidth, k, lane);
    if (codes.bits() == Byte.SIZE) {
      return (byte) low;
    }
    if (codes.bits() == lowWidth) {
      return low;
    }
    int highWidth = PanelLayout.highWidth(codes.bits());
    return low | (field(matrix, group + matrix.layout().high, highWidth, k, lane) << lowWidth);
  }

  private static int field(PanelMatrix matrix, long part, int width, int column, int lane) {
    int columns = Integer.SIZE / width;
    long index = (long) (column / columns) * matrix.layout().lanes + lane;
    int word = matrix.data().get(ValueLayout.JAVA_INT, part + index * Integer.BYTES);
    int c = column % columns;
    return (word >>> (8 * (c % 4) + width * (c / 4))) & ((1 << width) - 1);
  }

  static float half(MemorySegment data, long offset) {
    return Float.float16ToFloat(data.get(ValueLayout.JAVA_SHORT, offset));
  }
}
