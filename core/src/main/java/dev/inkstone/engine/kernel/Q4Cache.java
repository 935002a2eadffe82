package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Q4_0: codes of 4 bits from -8 to 7, and the scale that takes the element of a block that is
 * largest in size to -8. 4.5 bits an element. Byte {@code i} of a block has the codes of the
 * elements {@code i} (low) and {@code i + 16} (high), each plus 8. Rows are rotated before.
 */
final class Q4Cache extends BlockCache {
  private static final int HALF = BLOCK / 2;
  private static final int ZERO = 8;

  Q4Cache() {
    super(
        HALF,
        (data, at, count, target, to, scales) -> Vectors.keys(data, at, target, to, scales),
        (data, at, count, target, to, scales) ->
            Vectors.values(data, at, count, target, to, scales));
  }

  @Override
  public boolean rotates() {
    return true;
  }

  @Override
  float scale(float[] row, int from, int to) {
    float largest = 0;
    for (int i = from; i < to; i++) {
      if (Float.isNaN(row[i])) {
        return Float.NaN;
      }
      largest = Math.abs(row[i]) > Math.abs(largest) ? row[i] : largest;
    }
    return largest / -ZERO;
  }

  @Override
  void writeCodes(
      float[] row, int from, int to, float inverse, MemorySegment data, long at, int step) {
    for (int i = 0; i < HALF; i++) {
      int low = from + i < to ? code(row[from + i] * inverse) : ZERO;
      int high = from + i + HALF < to ? code(row[from + i + HALF] * inverse) : ZERO;
      data.set(ValueLayout.JAVA_BYTE, at + (long) i * step, (byte) (low | high << 4));
    }
  }

  private static int code(float x) {
    return Math.clamp(Math.round(x), -ZERO, ZERO - 1) + ZERO;
  }

  @Override
  int code(MemorySegment data, long at, int step, int i) {
    int both = data.get(ValueLayout.JAVA_BYTE, at + (long) (i % HALF) * step);
    return (i < HALF ? both & 15 : both >> 4 & 15) - ZERO;
  }

  /** Apart, since it is loaded only where the vector module is. */
  private static final class Vectors {
    private static final int HALF_LINES = HALF * KeyValueRows.PAGE;

    static void keys(MemorySegment data, long codes, float[] target, int to, int scales) {
      for (int position = 0; position < KeyValueRows.PAGE; position += Lanes.COUNT) {
        FloatVector scale = FloatVector.fromArray(Lanes.F, target, scales + position);
        for (int i = position; i < HALF_LINES; i += KeyValueRows.PAGE) {
          IntVector both = VectorMath.bytes(data, codes + i);
          low(both).mul(scale).intoArray(target, to + i);
          high(both).mul(scale).intoArray(target, to + HALF_LINES + i);
        }
      }
    }

    static void values(
        MemorySegment data, long codes, int count, float[] target, int to, int scales) {
      int bytes = count * HALF;
      for (int i = 0; i < bytes; i += Lanes.COUNT) {
        float scale = target[scales + i / HALF];
        IntVector both = VectorMath.bytes(data, codes + i);
        int at = to + i / HALF * BLOCK + i % HALF;
        low(both).mul(scale).intoArray(target, at);
        high(both).mul(scale).intoArray(target, at + HALF);
      }
    }

    private static FloatVector low(IntVector both) {
      return (FloatVector) both.and(15).sub(ZERO).castShape(Lanes.F, 0);
    }

    private static FloatVector high(IntVector both) {
      return (FloatVector)
          both.lanewise(VectorOperators.LSHR, 4).and(15).sub(ZERO).castShape(Lanes.F, 0);
    }
  }
}
