package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.BlockParts;
import dev.inkstone.engine.kernel.PanelFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Q8_0: signed 8-bit codes with one scale for 32 weights; 8.5 bits a weight.
 *
 * <pre>
 * offset size meaning
 *      0    2 d, binary16
 *      2   32 codes: byte j is code j, signed
 *
 * weight = code * d
 * </pre>
 *
 * Encoding gives the weight of largest magnitude the code 127 or -127; halves round away from zero.
 */
final class Q8_0 extends CodedFormat {
  private static final int CODES = 2;
  private static final int TOP = 127;

  Q8_0() {
    super("Q8_0", 34, new PanelFormat.Codes(8, 0, 32, 32, false, false));
  }

  @Override
  void decodeBlock(MemorySegment source, long offset, float[] target, int index) {
    float d = Bytes.half(source, offset);
    for (int j = 0; j < 32; j++) {
      target[index + j] = source.get(ValueLayout.JAVA_BYTE, offset + CODES + j) * d;
    }
  }

  @Override
  void encodeBlock(float[] source, int index, MemorySegment target, long offset) {
    float d = Math.abs(Extremes.farthestFromZero(source, index, 32)) / TOP;
    float inverse = Extremes.inverse(d);
    target.set(Bytes.SHORT, offset, Half.bits(d));
    for (int j = 0; j < 32; j++) {
      Bytes.put(target, offset + CODES + j, code(source[index + j] * inverse));
    }
  }

  private static int code(float steps) {
    // Adding a half first would round 0.49999997 up, so the fraction is looked at by itself.
    float clamped = Math.clamp(steps, -TOP, TOP);
    int towardsZero = (int) clamped;
    float fraction = clamped - towardsZero;
    if (fraction >= 0.5f) {
      return towardsZero + 1;
    }
    return fraction <= -0.5f ? towardsZero - 1 : towardsZero;
  }

  @Override
  public void split(MemorySegment source, long offset, BlockParts parts) {
    parts.scale = source.get(Bytes.SHORT, offset);
    Bytes.copy(source, offset + CODES, parts.codes, 32);
  }
}
