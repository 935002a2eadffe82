package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/**
 * Layer norm of rows as one reused job, a few rows a chunk; of a sum of two matrices where there is
 * a second one, whose sums never leave the first-level cache.
 */
final class VectorLayerNorm implements Workers.Job {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private MemorySegment x = MemorySegment.NULL;
  private @Nullable MemorySegment addend;
  private MemorySegment gain = MemorySegment.NULL;
  private MemorySegment bias = MemorySegment.NULL;
  private MemorySegment y = MemorySegment.NULL;
  private float epsilon;
  private int columns;

  /** Of half as many elements as usual: two passes over a row, and much arithmetic. */
  private final RowChunks chunks = new RowChunks(RowChunks.ELEMENTS / 2);

  void normalize(
      Workers workers,
      MemorySegment x,
      @Nullable MemorySegment addend,
      MemorySegment gain,
      MemorySegment bias,
      float epsilon,
      int rows,
      int columns,
      MemorySegment y) {
    this.x = x;
    this.addend = addend;
    this.gain = gain;
    this.bias = bias;
    this.epsilon = epsilon;
    this.columns = columns;
    this.y = y;
    workers.run(chunks.cut(rows, columns), this);
  }

  @Override
  public void run(int chunk, int worker) {
    int end = chunks.end(chunk);
    MemorySegment other = addend;
    for (int row = chunks.first(chunk); row < end; row++) {
      long at = (long) row * columns * Float.BYTES;
      MemorySegment source = x;
      if (other != null) {
        Elementwise.add(x, at, other, at, columns, y, at);
        source = y;
      }
      float mean = (float) (sum(source, at, columns) / columns);
      double variance = squares(source, at, mean, columns) / columns;
      float factor = (float) (1 / Math.sqrt(variance + epsilon));
      finish(source, at, mean, factor, gain, bias, columns, y);
    }
  }

  private static double sum(MemorySegment x, long at, int count) {
    FloatVector s0 = FloatVector.zero(Lanes.F);
    FloatVector s1 = FloatVector.zero(Lanes.F);
    int i = 0;
    for (; i <= count - 2 * Lanes.COUNT; i += 2 * Lanes.COUNT) {
      s0 = s0.add(load(x, at + i * 4L));
      s1 = s1.add(load(x, at + i * 4L + Lanes.BYTES));
    }
    double sum = VectorMath.sum(s0.add(s1));
    for (; i < count; i++) {
      sum += x.get(FLOAT, at + i * 4L);
    }
    return sum;
  }

  /** The sum of squared distances from {@code mean}. */
  private static double squares(MemorySegment x, long at, float mean, int count) {
    FloatVector s0 = FloatVector.zero(Lanes.F);
    FloatVector s1 = FloatVector.zero(Lanes.F);
    int i = 0;
    for (; i <= count - 2 * Lanes.COUNT; i += 2 * Lanes.COUNT) {
      FloatVector v0 = load(x, at + i * 4L).sub(mean);
      FloatVector v1 = load(x, at + i * 4L + Lanes.BYTES).sub(mean);
      s0 = v0.fma(v0, s0);
      s1 = v1.fma(v1, s1);
    }
    double sum = VectorMath.sum(s0.add(s1));
    for (; i < count; i++) {
      double distance = x.get(FLOAT, at + i * 4L) - mean;
      sum += distance * distance;
    }
    return sum;
  }

  /** {@code y = (x - mean) * factor * gain + bias}. */
  private static void finish(
      MemorySegment x,
      long at,
      float mean,
      float factor,
      MemorySegment gain,
      MemorySegment bias,
      int count,
      MemorySegment y) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long step = i * 4L;
      load(x, at + step)
          .sub(mean)
          .mul(factor)
          .fma(load(gain, step), load(bias, step))
          .intoMemorySegment(y, at + step, Lanes.ORDER);
    }
    for (; i < count; i++) {
      long step = i * 4L;
      float normal = (x.get(FLOAT, at + step) - mean) * factor;
      y.set(FLOAT, at + step, Math.fma(normal, gain.get(FLOAT, step), bias.get(FLOAT, step)));
    }
  }

  private static FloatVector load(MemorySegment segment, long offset) {
    return FloatVector.fromMemorySegment(Lanes.F, segment, offset, Lanes.ORDER);
  }
}
