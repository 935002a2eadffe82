package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.IntVector;

/**
 * Binary16, rounded to nearest even. What is larger than 65504, infinity too, becomes 65504 with
 * its sign; NaN stays NaN.
 *
 * <p>Where lines have multiples of 32 elements, element {@code i} of each 32 is beside element
 * {@code i + 16}: a load of ints then gives two vectors of neighbours, with half the loads and
 * without widening. The 32 of one line are followed by those of the next, so that sums of all lines
 * are read as memory lies ({@link CoupledSums}):
 *
 * <pre>
 *   lines of multiples of 32   [line's elements / 32][lines][16][2]
 *   other lines                [lines][line's elements]
 * </pre>
 */
final class F16Cache extends ElementCache {
  static final int COUPLED = 32;

  static final int HALF = COUPLED / 2;
  private static final float LARGEST = 65504;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  F16Cache() {
    super(Short.BYTES);
  }

  @Override
  void put(MemorySegment data, long at, float element) {
    data.set(SHORT, at, Float.floatToFloat16(bounded(element)));
  }

  /** The nearest number to {@code x} that binary16 has room for. */
  static float bounded(float x) {
    return Math.max(-LARGEST, Math.min(x, LARGEST));
  }

  @Override
  float get(MemorySegment data, long at) {
    return Float.float16ToFloat(data.get(SHORT, at));
  }

  @Override
  int place(int line, int index, int lines, int lineLength) {
    if (!areCoupled(lineLength)) {
      return super.place(line, index, lines, lineLength);
    }
    return (index / COUPLED * lines + line) * COUPLED + 2 * (index % HALF) + index / HALF % 2;
  }

  private static boolean areCoupled(int lineLength) {
    return lineLength % COUPLED == 0;
  }

  @Override
  void readVectors(MemorySegment data, long at, int count, float[] target, int to) {
    Vectors.read(data, at, count, target, to);
  }

  @Override
  public void readLines(
      KeyValueRows rows, long stretch, int first, int count, float[] target, int to) {
    if (areCoupled(rows.lineLength())) {
      Vectors.readStrips(rows, stretch, first, count, target, to);
    } else {
      super.readLines(rows, stretch, first, count, target, to);
    }
  }

  @Override
  public boolean addLines(KeyValueRows rows, long stretch, LineSums sums) {
    if (!areCoupled(rows.lineLength())) {
      return false;
    }
    for (int head = 0; head < sums.heads; head += LineSums.HEADS) {
      CoupledSums.add4(sums, head, rows.data, stretch, rows.lines());
    }
    return true;
  }

  /** Apart, since it is loaded only where the vector module is. */
  private static final class Vectors {
    static void read(MemorySegment data, long at, int count, float[] target, int to) {
      for (int i = 0; i < count; i += Lanes.COUNT) {
        VectorMath.halvesOrNaN(data, at + i * 2L).intoArray(target, to + i);
      }
    }

    static void readStrips(
        KeyValueRows rows, long stretch, int first, int count, float[] target, int to) {
      int length = rows.lineLength();
      for (int i = 0; i < length; i += COUPLED) {
        long at = stretch + ((long) i * rows.lines() + (long) first * COUPLED) * Short.BYTES;
        readStrip(rows.data, at, count, target, to + i, length);
      }
    }

    private static void readStrip(
        MemorySegment data, long at, int count, float[] target, int to, int length) {
      IntVector carries = IntVector.zero(Lanes.I);
      for (int line = 0; line < count; line++) {
        for (int i = 0; i < HALF; i += Lanes.COUNT) {
          long both = at + (long) line * COUPLED * Short.BYTES + i * 4L;
          IntVector couples = IntVector.fromMemorySegment(Lanes.I, data, both, Lanes.ORDER);
          int j = to + line * length + i;
          VectorMath.lowHalves(couples).intoArray(target, j);
          VectorMath.highHalves(couples).intoArray(target, j + HALF);
          carries = VectorMath.orCarries(couples, carries);
        }
      }
      if (VectorMath.anySign(carries)) {
        for (int line = 0; line < count; line++) {
          putNaN(target, to + line * length, COUPLED);
        }
      }
    }

    /** Where the exponent is that of NaN, which no number here has, a product is too large. */
    private static void putNaN(float[] target, int from, int count) {
      for (int i = from; i < from + count; i++) {
        target[i] = Math.abs(target[i]) > LARGEST ? Float.NaN : target[i];
      }
    }
  }
}
