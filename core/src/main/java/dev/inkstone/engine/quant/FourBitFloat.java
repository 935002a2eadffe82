package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.BlockParts;
import dev.inkstone.engine.kernel.BlockScales;
import dev.inkstone.engine.kernel.CodeBook;
import dev.inkstone.engine.kernel.PanelFormat;
import dev.inkstone.engine.kernel.ScaleType;
import java.lang.foreign.MemorySegment;

/**
 * What NF4 and FP4 share: 64 weights with the largest magnitude among them; 4.5 bits a weight.
 *
 * <pre>
 * offset size meaning
 *      0    4 m, binary32
 *      4   32 codes: byte j holds code 2j in its high and code 2j + 1 in its low four bits
 *
 * weight = value[code] * m
 * </pre>
 *
 * The codes are those of bitsandbytes, which keeps the magnitudes of a tensor in a tensor of their
 * own, there {@code absmax}.
 *
 * <p>Encoding takes the value nearest to {@code weight * (1 / m)}, of two as near the lower one.
 */
abstract class FourBitFloat extends CodedFormat {
  private static final int CODES = 4;
  private static final int WEIGHTS = 64;

  private final CodeBook book;
  // Codes in ascending order of their values, and where one ends and the next begins.
  private final int[] order;
  private final float[] bounds;

  /**
   * A format with these values.
   *
   * @param order the codes in ascending order of their values, one for each value that there is
   */
  FourBitFloat(String name, CodeBook book, int... order) {
    super(name, 36, new PanelFormat.Codes(book, BlockScales.one(ScaleType.F32, WEIGHTS)));
    this.book = book;
    this.order = order.clone();
    bounds = new float[order.length - 1];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = (float) (((double) book.value(order[i]) + book.value(order[i + 1])) / 2);
    }
  }

  @Override
  void decodeBlock(MemorySegment source, long offset, float[] target, int index) {
    float largest = source.get(Bytes.FLOAT, offset);
    for (int j = 0; j < WEIGHTS / 2; j++) {
      int pair = Bytes.unsigned(source, offset + CODES + j);
      target[index + 2 * j] = book.value(pair >> 4) * largest;
      target[index + 2 * j + 1] = book.value(pair & 15) * largest;
    }
  }

  @Override
  void encodeBlock(float[] source, int index, MemorySegment target, long offset) {
    float largest = Math.abs(Extremes.farthestFromZero(source, index, WEIGHTS));
    // The inverse of a tiny magnitude is infinite: its weights are divided by it twice, by parts.
    float part = largest < Float.MIN_NORMAL ? 0x1p-24f : 1;
    float inverse = Extremes.inverse(largest / part);
    target.set(Bytes.FLOAT, offset, largest);
    for (int j = 0; j < WEIGHTS / 2; j++) {
      int first = code(source[index + 2 * j] / part * inverse);
      int second = code(source[index + 2 * j + 1] / part * inverse);
      Bytes.put(target, offset + CODES + j, (first << 4) | second);
    }
  }

  private int code(float part) {
    int below = 0;
    while (below < bounds.length && part > bounds[below]) {
      below++;
    }
    return order[below];
  }

  @Override
  public void split(MemorySegment source, long offset, BlockParts parts) {
    int largest = source.get(Bytes.INT, offset);
    parts.scale = (short) (largest >>> 16);
    parts.scaleRest = (short) largest;
    for (int j = 0; j < WEIGHTS / 2; j++) {
      int pair = Bytes.unsigned(source, offset + CODES + j);
      parts.codes[2 * j] = (byte) (pair >> 4);
      parts.codes[2 * j + 1] = (byte) (pair & 15);
    }
  }
}
