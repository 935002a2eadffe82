package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.BlockParts;
import java.lang.foreign.MemorySegment;

/**
 * TQ1_0: ternary weights, five in a byte, with one scale for 256; 1.6875 bits a weight, 2.0625 in
 * panels, which keep them as TQ2_0.
 *
 * <pre>
 * offset size meaning
 *      0   32 weight 32n + j is digit n = 0..4 of byte j
 *     32   16 weight 160 + 16n + j is digit n = 0..4 of byte 32 + j
 *     48    4 weight 240 + 4n + j is digit n = 0..3 of byte 48 + j
 *     52    2 d, binary16
 *
 * weight = (digit - 1) * d
 * </pre>
 *
 * The digits t of a byte are those of a ternary number v = 81 t[0] + 27 t[1] + 9 t[2] + 3 t[3] +
 * t[4], and the byte is that number scaled up, v * 256 / 243 rounded up: so digit n is the carry
 * past eight bits of three times what is left of the byte times 3^n.
 *
 * <p>Encoding makes the largest magnitude d and rounds halves away from zero.
 */
final class TQ1_0 extends CodedFormat {
  private static final int SCALE = 52;
  private static final int[] POWERS = {1, 3, 9, 27, 81};
  private static final int NUMBERS = 243;

  TQ1_0() {
    super("TQ1_0", 54, Ternary.PANEL);
  }

  @Override
  void decodeBlock(MemorySegment source, long offset, float[] target, int index) {
    float d = Bytes.half(source, offset + SCALE);
    for (int i = 0; i < 256; i++) {
      target[index + i] = (digit(source, offset, i) - 1) * d;
    }
  }

  private static int digit(MemorySegment source, long offset, int i) {
    int rest = (Bytes.unsigned(source, offset + place(i)) * POWERS[power(i)]) & 0xFF;
    return (rest * 3) >> 8;
  }

  /** The byte with weight {@code i}. */
  private static int place(int i) {
    if (i < 160) {
      return i % 32;
    }
    return i < 240 ? 32 + i % 16 : 48 + i % 4;
  }

  /** Its digit there. */
  private static int power(int i) {
    if (i < 160) {
      return i / 32;
    }
    return i < 240 ? (i - 160) / 16 : (i - 240) / 4;
  }

  @Override
  void encodeBlock(float[] source, int index, MemorySegment target, long offset) {
    byte[] codes = new byte[256];
    target.set(Bytes.SHORT, offset + SCALE, Ternary.fit(source, index, codes));
    int[] numbers = new int[SCALE];
    for (int i = 0; i < 256; i++) {
      numbers[place(i)] += codes[i] * POWERS[4 - power(i)];
    }
    for (int j = 0; j < SCALE; j++) {
      Bytes.put(target, offset + j, Math.ceilDiv(numbers[j] * 256, NUMBERS));
    }
  }

  @Override
  public void split(MemorySegment source, long offset, BlockParts parts) {
    parts.scale = source.get(Bytes.SHORT, offset + SCALE);
    for (int i = 0; i < 256; i++) {
      parts.codes[i] = (byte) digit(source, offset, i);
    }
  }
}
