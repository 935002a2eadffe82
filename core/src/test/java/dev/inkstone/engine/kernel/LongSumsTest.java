package dev.inkstone.engine.kernel;

import static dev.inkstone.engine.kernel.KernelsUnderTest.blank;
import static dev.inkstone.engine.kernel.KernelsUnderTest.floats;
import static dev.inkstone.engine.kernel.KernelsUnderTest.segment;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums of many positive numbers, where nothing cancels and what rounding adds piles up. */
class LongSumsTest {
  private static final long SEED = 20261128;
  private static final int ROWS = 16;
  private static final int[] COLUMNS = {14_336, 131_072};
  private static final int[] TOKENS = {1, 7};
  private static final double BOUND = 1e-6;

  /** Of codes, whose blocks of 32 are added one after the other, however many there are. */
  private static final double BOUND_OF_CODES = 4e-6;

  static Stream<Arguments> kernelsAndFormats() {
    Stream.Builder<Arguments> all = Stream.builder();
    for (Kernels kernels : KernelsUnderTest.all()) {
      for (PanelFormat format : PanelFormat.Floats.values()) {
        all.add(Arguments.of(kernels, format));
      }
      all.add(Arguments.of(kernels, new PanelFormat.Codes(4, 8, 32, 32, false, false)));
    }
    return all.build();
  }

  @ParameterizedTest
  @MethodSource("kernelsAndFormats")
  void of_positive_numbers_are_as_exact_as_binary32(Kernels kernels, PanelFormat format) {
    for (int columns : COLUMNS) {
      for (int tokens : TOKENS) {
        double error = largestError(kernels, format, columns, tokens);
        assertThat(error)
            .as(
                "%s, %s, %d columns, %d tokens (seed %d)",
                kernels.description(), format, columns, tokens, SEED)
            .isLessThan(format instanceof PanelFormat.Floats ? BOUND : BOUND_OF_CODES);
      }
    }
  }

  private static double largestError(Kernels kernels, PanelFormat format, int columns, int tokens) {
    Random random = new Random(SEED);
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(2);
        Workspace space = new Workspace(workers)) {
      double[] weights = new double[ROWS * columns];
      MatrixSource source = positive(format, columns, weights, arena, random);
      PackedMatrix packed = kernels.pack(source, arena, workers);
      float[] x = new float[tokens * columns];
      for (int i = 0; i < x.length; i++) {
        x[i] = random.nextFloat();
      }
      MemorySegment y = blank(arena, (long) tokens * ROWS);
      kernels.multiply(space, packed, segment(arena, x), tokens, y);
      float[] actual = floats(y, tokens * ROWS);
      double largest = 0;
      for (int i = 0; i < actual.length; i++) {
        double exact = dot(weights, i % ROWS * columns, x, i / ROWS * columns, columns);
        largest = Math.max(largest, Math.abs(actual[i] - exact) / exact);
      }
      return largest;
    }
  }

  private static double dot(double[] weights, int row, float[] x, int token, int columns) {
    double sum = 0;
    for (int k = 0; k < columns; k++) {
      sum += weights[row + k] * x[token + k];
    }
    return sum;
  }

  /** A matrix of numbers from 0 to 1. */
  private static MatrixSource positive(
      PanelFormat format, int columns, double[] weights, Arena arena, Random random) {
    return switch (format) {
      case PanelFormat.Floats floats -> ofFloats(floats, columns, weights, arena, random);
      case PanelFormat.Codes codes -> ofCodes(codes, columns, weights, arena, random);
    };
  }

  private static MatrixSource ofFloats(
      PanelFormat.Floats format, int columns, double[] weights, Arena arena, Random random) {
    int bytes = PanelLayout.bytesPerWeight(format);
    MemorySegment data = arena.allocate((long) weights.length * bytes, 64);
    for (int i = 0; i < weights.length; i++) {
      float value = random.nextFloat();
      long at = (long) i * bytes;
      switch (format) {
        case F32 -> data.set(JAVA_FLOAT_UNALIGNED, at, value);
        case F16 -> {
          data.set(JAVA_SHORT_UNALIGNED, at, Float.floatToFloat16(value));
          value = Float.float16ToFloat(Float.floatToFloat16(value));
        }
        case BF16 -> {
          short half = (short) (Float.floatToRawIntBits(value) >>> 16);
          data.set(JAVA_SHORT_UNALIGNED, at, half);
          value = Float.intBitsToFloat(half << 16);
        }
      }
      weights[i] = value;
    }
    return new MatrixSource(
        format,
        (segment, offset, parts) -> {
          throw new IllegalStateException("float formats have no blocks");
        },
        data,
        ROWS,
        columns,
        (long) columns * bytes);
  }

  /** Blocks of a binary16 scale and a byte a code, of which the zero is taken off. */
  private static MatrixSource ofCodes(
      PanelFormat.Codes format, int columns, double[] weights, Arena arena, Random random) {
    int perBlock = format.weightsPerBlock();
    int blockBytes = Short.BYTES + perBlock;
    int blocks = columns / perBlock;
    MemorySegment data = arena.allocate((long) ROWS * blocks * blockBytes, 64);
    for (int block = 0; block < ROWS * blocks; block++) {
      long at = (long) block * blockBytes;
      short scale = Float.floatToFloat16((1 + random.nextFloat()) / 16);
      data.set(JAVA_SHORT_UNALIGNED, at, scale);
      for (int i = 0; i < perBlock; i++) {
        int code = 8 + random.nextInt(8); // none below zero
        data.set(JAVA_BYTE, at + 2 + i, (byte) code);
        weights[block * perBlock + i] = Float.float16ToFloat(scale) * format.book().value(code);
      }
    }
    return new MatrixSource(
        format,
        (segment, offset, parts) -> {
          parts.scale = segment.get(JAVA_SHORT_UNALIGNED, offset);
          for (int i = 0; i < perBlock; i++) {
            parts.codes[i] = segment.get(JAVA_BYTE, offset + 2 + i);
          }
        },
        data,
        ROWS,
        columns,
        (long) blocks * blockBytes);
  }
}
