package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.PanelFormat;

/** What TQ1_0 and TQ2_0 share: 256 weights of -1, 0 or 1 times their largest magnitude. */
final class Ternary {
  /** Both are kept in two bits a weight. */
  static final PanelFormat.Codes PANEL = new PanelFormat.Codes(2, 1, 256, 256, false, false);

  private Ternary() {}

  /** Writes 256 codes 0, 1 and 2, and returns the scale in binary16. */
  static short fit(float[] source, int index, byte[] codes) {
    float d = Math.abs(Extremes.farthestFromZero(source, index, 256));
    float inverse = Extremes.inverse(d);
    for (int i = 0; i < 256; i++) {
      float part = source[index + i] * inverse;
      codes[i] = (byte) (part >= 0.5f ? 2 : part <= -0.5f ? 0 : 1);
    }
    return Half.bits(d);
  }
}
