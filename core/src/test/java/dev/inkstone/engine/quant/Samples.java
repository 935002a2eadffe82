package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.BlockParts;
import dev.inkstone.engine.kernel.CodeBook;
import dev.inkstone.engine.kernel.PanelFormat;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;

/** Weights for tests, and what tests do with them. */
final class Samples {

  private Samples() {}

  /** Standard normal weights. */
  static float[] normal(int count, long seed) {
    Random random = new Random(seed);
    float[] weights = new float[count];
    for (int i = 0; i < count; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    return weights;
  }

  static byte[] randomBytes(int count, long seed) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static float[] roundTrip(BlockFormat format, float[] weights) {
    return decode(format, encode(format, weights));
  }

  static byte[] encode(BlockFormat format, float[] weights) {
    byte[] bytes = new byte[(int) format.bytesFor(weights.length)];
    format.encode(weights, 0, weights.length, MemorySegment.ofArray(bytes), 0);
    return bytes;
  }

  static float[] decode(BlockFormat format, byte[] bytes) {
    float[] weights = new float[bytes.length / format.bytesPerBlock() * format.weightsPerBlock()];
    format.decode(MemorySegment.ofArray(bytes), 0, weights, 0, weights.length);
    return weights;
  }

  /** What the weights of a split block are by the definition of {@link PanelFormat.Codes}. */
  static float[] recombine(PanelFormat.Codes format, BlockParts parts) {
    float[] weights = new float[format.weightsPerBlock()];
    for (int i = 0; i < weights.length; i++) {
      int s = i / format.weightsPerScale();
      float unit = format.scales().unit();
      float scale = unit * format.scales().type().value(parts.scale, parts.scaleRest);
      float offset = unit * Float.float16ToFloat(parts.offset);
      if (format.subScaled()) {
        scale *= parts.subScales[s];
        offset *= parts.subOffsets[s];
      }
      float weight = scale * format.book().value(parts.codes[i]);
      weights[i] = format.hasOffset() ? weight + offset : weight;
    }
    return weights;
  }

  /** Whether several weights share a code, so that one huge weight moves others. */
  static boolean hasGrid(BlockFormat format) {
    return format instanceof GridFormat || format instanceof IQ1;
  }

  /** The largest difference of neighbouring values of a code book, in its own units. */
  static float widestStep(CodeBook book) {
    float[] values = values(book);
    Arrays.sort(values);
    float widest = 0;
    for (int i = 1; i < values.length; i++) {
      widest = Math.max(widest, values[i] - values[i - 1]);
    }
    return widest;
  }

  /** The largest magnitude of a code book. */
  static float largestValue(CodeBook book) {
    return Math.abs(Extremes.farthestFromZero(values(book), 0, 1 << book.bits()));
  }

  private static float[] values(CodeBook book) {
    int lowest = book.bits() == 8 ? -128 : 0;
    float[] values = new float[1 << book.bits()];
    for (int i = 0; i < values.length; i++) {
      values[i] = book.value(lowest + i);
    }
    return values;
  }

  static double rmse(float[] expected, float[] actual) {
    double sum = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference = (double) expected[i] - actual[i];
      sum += difference * difference;
    }
    return Math.sqrt(sum / expected.length);
  }

  /** Bits that tell zeros of different sign apart and all NaN alike. */
  static int[] bits(float[] weights) {
    int[] bits = new int[weights.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToIntBits(weights[i]);
    }
    return bits;
  }
}
