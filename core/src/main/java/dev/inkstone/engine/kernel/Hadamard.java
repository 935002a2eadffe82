package dev.inkstone.engine.kernel;

/**
 * The normalized Walsh-Hadamard transform, a rotation that spreads a large element over its whole
 * block; it is its own inverse. Queries and keys that are both rotated have the products they had
 * before.
 */
final class Hadamard {
  private Hadamard() {}

  /**
   * Rotates {@code size} elements from {@code from} on, in blocks of the largest power of two that
   * divides {@code size}.
   */
  static void rotate(float[] x, int from, int size) {
    int block = Integer.lowestOneBit(size);
    float norm = (float) (1 / Math.sqrt(block));
    for (int start = from; start < from + size; start += block) {
      for (int step = 1; step < block; step *= 2) {
        for (int i = start; i < start + block; i += 2 * step) {
          exchange(x, i, step);
        }
      }
    }
    for (int i = from; i < from + size; i++) {
      x[i] *= norm;
    }
  }

  private static void exchange(float[] x, int from, int step) {
    for (int i = from; i < from + step; i++) {
      float a = x[i];
      float b = x[i + step];
      x[i] = a + b;
      x[i + step] = a - b;
    }
  }
}
