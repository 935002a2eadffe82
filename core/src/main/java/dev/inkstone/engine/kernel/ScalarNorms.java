package dev.inkstone.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The norms of {@link ScalarKernels}; sums run in binary64. */
final class ScalarNorms {
  private ScalarNorms() {}

  /** {@link Kernels#rmsNorm}. */
  static void rms(
      MemorySegment x, MemorySegment gain, float epsilon, int rows, int columns, MemorySegment y) {
    for (int row = 0; row < rows; row++) {
      long start = (long) row * columns;
      double squares = 0;
      for (int k = 0; k < columns; k++) {
        float value = x.getAtIndex(JAVA_FLOAT, start + k);
        squares += (double) value * value;
      }
      float factor = (float) (1 / Math.sqrt(squares / columns + epsilon));
      for (int k = 0; k < columns; k++) {
        float value = x.getAtIndex(JAVA_FLOAT, start + k) * factor;
        y.setAtIndex(JAVA_FLOAT, start + k, value * gain.getAtIndex(JAVA_FLOAT, k));
      }
    }
  }

  /** {@link Kernels#layerNorm}. */
  static void layer(
      MemorySegment x,
      @Nullable MemorySegment addend,
      MemorySegment gain,
      MemorySegment bias,
      float epsilon,
      int rows,
      int columns,
      MemorySegment y) {
    for (int row = 0; row < rows; row++) {
      long start = (long) row * columns;
      double sum = 0;
      for (int k = 0; k < columns; k++) {
        float value = x.getAtIndex(JAVA_FLOAT, start + k);
        if (addend != null) {
          value += addend.getAtIndex(JAVA_FLOAT, start + k);
        }
        y.setAtIndex(JAVA_FLOAT, start + k, value);
        sum += value;
      }
      float mean = (float) (sum / columns);
      double squares = 0;
      for (int k = 0; k < columns; k++) {
        double distance = y.getAtIndex(JAVA_FLOAT, start + k) - mean;
        squares += distance * distance;
      }
      float factor = (float) (1 / Math.sqrt(squares / columns + epsilon));
      for (int k = 0; k < columns; k++) {
        float normal = (y.getAtIndex(JAVA_FLOAT, start + k) - mean) * factor;
        float scaled = normal * gain.getAtIndex(JAVA_FLOAT, k);
        y.setAtIndex(JAVA_FLOAT, start + k, scaled + bias.getAtIndex(JAVA_FLOAT, k));
      }
    }
  }
}
