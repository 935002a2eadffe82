package dev.inkstone.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;

/** The kernels this JVM can run, and native arrays for them. */
final class KernelsUnderTest {
  private KernelsUnderTest() {}

  /** Scalar kernels always, vector kernels where they are usable. */
  static List<Kernels> all() {
    return CpuFeatures.current().vectorsUsable()
        ? List.of(new ScalarKernels(), CpuFeatures.kernels())
        : List.of(new ScalarKernels());
  }

  static float[] gaussian(int count, Random random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  static MemorySegment segment(Arena arena, float[] values) {
    MemorySegment segment = arena.allocate(Math.max(1, values.length) * 4L, 64);
    MemorySegment.copy(values, 0, segment, JAVA_FLOAT, 0, values.length);
    return segment;
  }

  /** Not-a-number everywhere, so that what a kernel leaves out shows. */
  static MemorySegment blank(Arena arena, long count) {
    MemorySegment segment = arena.allocate(Math.max(1, count) * 4L, 64);
    segment.fill((byte) -1);
    return segment;
  }

  static float[] floats(MemorySegment segment, int count) {
    float[] values = new float[count];
    MemorySegment.copy(segment, JAVA_FLOAT, 0, values, 0, count);
    return values;
  }
}
