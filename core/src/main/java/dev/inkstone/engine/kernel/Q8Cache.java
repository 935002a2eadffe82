package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * Q8_0: codes of 8 bits from -127 to 127, and the scale that takes the largest element of a block
 * to 127. 8.5 bits an element.
 */
final class Q8Cache extends BlockCache {
  private static final int LARGEST = 127;

  Q8Cache() {
    super(
        BLOCK,
        (data, at, count, target, to, scales) -> Vectors.keys(data, at, count, target, to, scales),
        (data, at, count, target, to, scales) ->
            Vectors.values(data, at, count, target, to, scales));
  }

  @Override
  float scale(float[] row, int from, int to) {
    float largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, Math.abs(row[i]));
    }
    return largest / LARGEST;
  }

  @Override
  void writeCodes(
      float[] row, int from, int to, float inverse, MemorySegment data, long at, int step) {
    for (int i = 0; i < BLOCK; i++) {
      int code =
          from + i < to ? Math.clamp(Math.round(row[from + i] * inverse), -LARGEST, LARGEST) : 0;
      data.set(ValueLayout.JAVA_BYTE, at + (long) i * step, (byte) code);
    }
  }

  @Override
  int code(MemorySegment data, long at, int step, int i) {
    return data.get(ValueLayout.JAVA_BYTE, at + (long) i * step);
  }

  /** Apart, since it is loaded only where the vector module is. */
  private static final class Vectors {
    static void keys(
        MemorySegment data, long codes, int count, float[] target, int to, int scales) {
      int elements = count * KeyValueRows.PAGE;
      for (int position = 0; position < KeyValueRows.PAGE; position += Lanes.COUNT) {
        FloatVector scale = FloatVector.fromArray(Lanes.F, target, scales + position);
        for (int i = position; i < elements; i += KeyValueRows.PAGE) {
          VectorMath.signedBytes(data, codes + i).mul(scale).intoArray(target, to + i);
        }
      }
    }

    static void values(
        MemorySegment data, long codes, int count, float[] target, int to, int scales) {
      int elements = count * BLOCK;
      for (int i = 0; i < elements; i += Lanes.COUNT) {
        float scale = target[scales + i / BLOCK];
        VectorMath.signedBytes(data, codes + i).mul(scale).intoArray(target, to + i);
      }
    }
  }
}
