package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/** Binary32. */
final class F32Cache extends ElementCache {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  F32Cache() {
    super(Float.BYTES);
  }

  @Override
  void put(MemorySegment data, long at, float element) {
    data.set(FLOAT, at, element);
  }

  @Override
  float get(MemorySegment data, long at) {
    return data.get(FLOAT, at);
  }

  @Override
  void readVectors(MemorySegment data, long at, int count, float[] target, int to) {
    Vectors.read(data, at, count, target, to);
  }

  /** Apart, since it is loaded only where the vector module is. */
  private static final class Vectors {
    static void read(MemorySegment data, long at, int count, float[] target, int to) {
      for (int i = 0; i < count; i += Lanes.COUNT) {
        FloatVector.fromMemorySegment(Lanes.F, data, at + i * 4L, Lanes.ORDER)
            .intoArray(target, to + i);
      }
    }
  }
}
