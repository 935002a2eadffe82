package dev.inkstone.engine.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A random matrix in a made-up file format, with its weights in double precision as the format
 * defines them. A block of the file: scale, rest of the scale, offset, sub-scales, sub-offsets, one
 * byte per code.
 */
final class SampleMatrix {
  /** Every code width with every kind of scale. */
  static final List<PanelFormat> FORMATS = formats();

  /** Bytes of scale, its rest and offset. */
  private static final int HEAD = 6;

  final MatrixSource source;
  final double[] weights;

  private SampleMatrix(MatrixSource source, double[] weights) {
    this.source = source;
    this.weights = weights;
  }

  private static List<PanelFormat> formats() {
    List<PanelFormat> formats = new ArrayList<>(List.of(PanelFormat.Floats.values()));
    for (int bits : new int[] {2, 4, 5, 6, 8}) {
      int zero = bits == 8 ? 0 : 1 << (bits - 1);
      formats.add(new PanelFormat.Codes(bits, zero, 32, 32, false, false));
      formats.add(new PanelFormat.Codes(bits, 0, 32, 32, false, true));
      formats.add(new PanelFormat.Codes(bits, zero, 256, bits == 4 ? 32 : 16, true, false));
      formats.add(new PanelFormat.Codes(bits, 0, 256, 32, true, true));
    }
    formats.add(new PanelFormat.Codes(2, 1, 256, 256, false, false));
    formats.add(new PanelFormat.Codes(4, 0, 64, 64, false, false));
    formats.add(new PanelFormat.Codes(4, 7, 128, 128, false, true));
    formats.add(new PanelFormat.Codes(4, 7, 256, 64, true, true));
    formats.add(new PanelFormat.Codes(8, 0, 16, 16, false, false));
    formats.add(new PanelFormat.Codes(8, 0, 64, 64, false, false));
    formats.add(new PanelFormat.Codes(8, 0, 64, 64, false, true));
    formats.add(new PanelFormat.Codes(5, 0, 16, 16, false, true));
    formats.add(new PanelFormat.Codes(6, 3, 32, 32, false, true));
    BlockScales unit = new BlockScales(ScaleType.F16, 0.125f, 256, 32, true, true);
    formats.add(new PanelFormat.Codes(CodeBook.steps(2, 1), unit));
    for (int size : new int[] {8, 16}) {
      CodeBook values = CodeBook.table(tableOf(size));
      formats.add(new PanelFormat.Codes(values, BlockScales.one(32)));
      formats.add(new PanelFormat.Codes(values, BlockScales.sub(0.25f, 256, 32)));
      formats.add(new PanelFormat.Codes(values, BlockScales.sub(1, 256, 16)));
    }
    CodeBook table = CodeBook.table(tableOf(16));
    formats.add(new PanelFormat.Codes(table, BlockScales.one(ScaleType.BF16, 32)));
    formats.add(new PanelFormat.Codes(table, BlockScales.one(ScaleType.F32, 64)));
    return List.copyOf(formats);
  }

  // No two values are alike, nor is one the other's opposite.
  private static float[] tableOf(int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (i % 2 == 0 ? 1 : -1) * (1 + i * i / 7f);
    }
    return values;
  }

  static SampleMatrix of(PanelFormat format, int rows, int columns, Arena arena, Random random) {
    return switch (format) {
      case PanelFormat.Floats floats -> ofFloats(floats, rows, columns, arena, random);
      case PanelFormat.Codes codes -> ofCodes(codes, rows, columns, arena, random);
    };
  }

  private static SampleMatrix ofFloats(
      PanelFormat.Floats format, int rows, int columns, Arena arena, Random random) {
    int bytes = PanelLayout.bytesPerWeight(format);
    // One byte off, since files align nothing.
    MemorySegment data = arena.allocate((long) rows * columns * bytes + 1).asSlice(1);
    double[] weights = new double[rows * columns];
    for (int i = 0; i < weights.length; i++) {
      float value = (float) random.nextGaussian() * (i % 5 == 0 ? 1e-6f : 1);
      long at = (long) i * bytes;
      switch (format) {
        case F32 -> {
          data.set(JAVA_FLOAT_UNALIGNED, at, value);
          weights[i] = value;
        }
        case F16 -> {
          short half = Float.floatToFloat16(value);
          data.set(JAVA_SHORT_UNALIGNED, at, half);
          weights[i] = Float.float16ToFloat(half);
        }
        case BF16 -> {
          short half = (short) (Float.floatToRawIntBits(value) >>> 16);
          data.set(JAVA_SHORT_UNALIGNED, at, half);
          weights[i] = Float.intBitsToFloat(half << 16);
        }
      }
    }
    MatrixSource source =
        new MatrixSource(
            format,
            (segment, offset, parts) -> {
              throw new IllegalStateException("float formats have no blocks");
            },
            data,
            rows,
            columns,
            (long) columns * bytes);
    return new SampleMatrix(source, weights);
  }

  private static SampleMatrix ofCodes(
      PanelFormat.Codes format, int rows, int columns, Arena arena, Random random) {
    int perBlock = format.weightsPerBlock();
    int scales = format.scalesPerBlock();
    int blockBytes = HEAD + 2 * scales + perBlock;
    int blocks = columns / perBlock;
    MemorySegment data = arena.allocate((long) rows * blocks * blockBytes + 1).asSlice(1);
    double[] weights = new double[rows * columns];
    for (int block = 0; block < rows * blocks; block++) {
      long at = (long) block * blockBytes;
      int scale = scaleBits(format, (float) random.nextGaussian() * scaleSize(block));
      short offset = Float.floatToFloat16((float) random.nextGaussian() * scaleSize(block));
      data.set(JAVA_SHORT_UNALIGNED, at, (short) (scale >> 16));
      data.set(JAVA_SHORT_UNALIGNED, at + 2, (short) scale);
      data.set(JAVA_SHORT_UNALIGNED, at + 4, offset);
      for (int i = 0; i < 2 * scales + perBlock; i++) {
        data.set(ValueLayout.JAVA_BYTE, at + HEAD + i, (byte) random.nextInt());
      }
      for (int i = 0; i < perBlock; i++) {
        int s = i / format.weightsPerScale();
        byte code = data.get(ValueLayout.JAVA_BYTE, at + HEAD + 2 * scales + i);
        int value = format.bits() == 8 ? code : code & ((1 << format.bits()) - 1);
        double weight =
            (double) format.scales().unit()
                * format.scales().type().value((short) (scale >> 16), (short) scale)
                * (format.subScaled() ? data.get(ValueLayout.JAVA_BYTE, at + HEAD + s) : 1)
                * format.book().value(value);
        if (format.hasOffset()) {
          int sub = data.get(ValueLayout.JAVA_BYTE, at + HEAD + scales + s);
          weight +=
              (double) format.scales().unit()
                  * Float.float16ToFloat(offset)
                  * (format.subScaled() ? sub : 1);
        }
        weights[block * perBlock + i] = weight;
      }
    }
    MatrixSource source =
        new MatrixSource(format, splitter(format), data, rows, columns, (long) blocks * blockBytes);
    return new SampleMatrix(source, weights);
  }

  // As the upper half; binary32 alone has a lower one.
  private static int scaleBits(PanelFormat.Codes format, float scale) {
    return switch (format.scales().type()) {
      case F16 -> Float.floatToFloat16(scale) << 16;
      case BF16 -> Float.floatToRawIntBits(scale) & 0xffff_0000;
      case F32 -> Float.floatToRawIntBits(scale);
    };
  }

  // Small enough that many scales are subnormal in binary16.
  private static float scaleSize(int block) {
    return block % 3 == 0 ? 1e-5f : 0.01f;
  }

  private static MatrixSource.BlockSplitter splitter(PanelFormat.Codes format) {
    int scales = format.scalesPerBlock();
    int mask = format.bits() == 8 ? 0xff : (1 << format.bits()) - 1;
    return (data, offset, parts) -> {
      parts.scale = data.get(JAVA_SHORT_UNALIGNED, offset);
      parts.scaleRest = data.get(JAVA_SHORT_UNALIGNED, offset + 2);
      parts.offset = data.get(JAVA_SHORT_UNALIGNED, offset + 4);
      for (int s = 0; s < scales; s++) {
        parts.subScales[s] = data.get(ValueLayout.JAVA_BYTE, offset + HEAD + s);
        parts.subOffsets[s] = data.get(ValueLayout.JAVA_BYTE, offset + HEAD + scales + s);
      }
      for (int i = 0; i < format.weightsPerBlock(); i++) {
        byte code = data.get(ValueLayout.JAVA_BYTE, offset + HEAD + 2 * scales + i);
        parts.codes[i] = (byte) (code & mask);
      }
    };
  }

  /** Columns that suit the format, awkward ones where it takes any. */
  static int[] columnsFor(PanelFormat format) {
    return switch (format) {
      case PanelFormat.Floats _ -> new int[] {1, 7, 33, 130, 515};
      case PanelFormat.Codes codes -> {
        int block = codes.weightsPerBlock();
        yield new int[] {block, 3 * block, Math.ceilDiv(2100, block) * block};
      }
    };
  }

  /** {@code x . w^T} in double precision. */
  double[] multiply(float[] x, int tokens) {
    int rows = source.rows();
    int columns = source.columns();
    double[] y = new double[tokens * rows];
    for (int t = 0; t < tokens; t++) {
      for (int r = 0; r < rows; r++) {
        double sum = 0;
        for (int k = 0; k < columns; k++) {
          sum += x[t * columns + k] * weights[r * columns + k];
        }
        y[t * rows + r] = sum;
      }
    }
    return y;
  }

  /**
   * What rounding may add to one element: a few units in the last place of the sum of magnitudes,
   * growing with the root of the length.
   */
  double[] tolerance(float[] x, int tokens) {
    int rows = source.rows();
    int columns = source.columns();
    double span = source.format() instanceof PanelFormat.Codes codes ? spread(codes) : 1;
    double unit = Math.ulp(1f) * span * (2 + Math.sqrt(columns) / 4);
    double[] result = new double[tokens * rows];
    for (int t = 0; t < tokens; t++) {
      for (int r = 0; r < rows; r++) {
        double sum = 0;
        for (int k = 0; k < columns; k++) {
          sum += Math.abs(x[t * columns + k] * weights[r * columns + k]);
        }
        result[t * rows + r] = unit * sum + 1e-9;
      }
    }
    return result;
  }

  // A kernel may sum codes as they are and subtract zero and offset afterwards, so that what
  // cancels can be larger than what remains.
  private static double spread(PanelFormat.Codes codes) {
    return codes.zero() > 0 || codes.hasOffset() ? 4 : 1;
  }
}
