package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.BlockParts;
import dev.inkstone.engine.kernel.BlockScales;
import dev.inkstone.engine.kernel.CodeBook;
import dev.inkstone.engine.kernel.PanelFormat;
import dev.inkstone.engine.kernel.ScaleType;
import java.lang.foreign.MemorySegment;

/**
 * MXFP4: floating-point numbers of four bits (sign, two of exponent, one of fraction) with a power
 * of two for 32 weights; 4.25 bits a weight. The MXFP4 of the OCP Microscaling Formats
 * Specification 1.0, except that the exponent 255 is not NaN here.
 *
 * <pre>
 * offset size meaning
 *      0    1 e
 *      1   16 codes: byte j holds code j in its low and code 16 + j in its high four bits
 *
 * weight = 2^(e - 128) * value[code]
 * value  = 0 1 2 3 4 6 8 12, then their negatives
 * </pre>
 *
 * Encoding takes the power of two whose value 8, 10 or 12 is nearest below the largest weight, and
 * for each weight the nearest value, of two as near the one of the lower code.
 */
final class MXFP4 extends CodedFormat {
  private static final int CODES = 1;
  private static final int BIAS = 128;
  private static final int LARGEST_EXPONENT = 254;
  private static final CodeBook BOOK =
      CodeBook.table(0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12);

  MXFP4() {
    super("MXFP4", 17, new PanelFormat.Codes(BOOK, BlockScales.one(ScaleType.BF16, 32)));
  }

  @Override
  void decodeBlock(MemorySegment source, long offset, float[] target, int index) {
    float scale = scale(Bytes.unsigned(source, offset));
    for (int j = 0; j < 16; j++) {
      int pair = Bytes.unsigned(source, offset + CODES + j);
      target[index + j] = BOOK.value(pair & 15) * scale;
      target[index + 16 + j] = BOOK.value(pair >> 4) * scale;
    }
  }

  private static float scale(int e) {
    return Math.scalb(1f, e - BIAS);
  }

  @Override
  void encodeBlock(float[] source, int index, MemorySegment target, long offset) {
    float largest = Math.abs(Extremes.farthestFromZero(source, index, 32));
    int e = Math.clamp(Math.getExponent(largest) - 2 + BIAS - 1, 0, LARGEST_EXPONENT);
    Bytes.put(target, offset, e);
    float scale = scale(e);
    for (int j = 0; j < 16; j++) {
      int low = code(source[index + j], scale);
      int high = code(source[index + 16 + j], scale);
      Bytes.put(target, offset + CODES + j, low | (high << 4));
    }
  }

  private static int code(float weight, float scale) {
    int best = 0;
    float least = Float.POSITIVE_INFINITY;
    for (int code = 0; code < 16; code++) {
      float error = Math.abs(BOOK.value(code) * scale - weight);
      if (error < least) {
        least = error;
        best = code;
      }
    }
    return best;
  }

  @Override
  public void split(MemorySegment source, long offset, BlockParts parts) {
    float scale = scale(Bytes.unsigned(source, offset));
    parts.scale = (short) (Float.floatToRawIntBits(scale) >>> 16);
    Bytes.splitNibbles(source, offset + CODES, 16, parts.codes, 0);
  }
}
