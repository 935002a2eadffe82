package dev.inkstone.engine.quant;

import java.lang.foreign.MemorySegment;

/**
 * One block of 256 weights on the way to Q4_K or Q5_K: a fit per sub-block of 32, then the eight
 * scales and minima as six-bit multiples of a binary16 each, then the codes that suit these best.
 */
final class AffineBlock {
  private static final int SUB_BLOCKS = 8;
  private static final int LENGTH = 32;
  private static final int TOP = 63;

  private final AffineFit fit;
  private final byte[] codes = new byte[SUB_BLOCKS * LENGTH];
  private final int[] scales = new int[SUB_BLOCKS];
  private final int[] minima = new int[SUB_BLOCKS];
  private short d;
  private short dmin;

  AffineBlock(AffineFit fit) {
    this.fit = fit;
  }

  /** The codes in column order. */
  byte[] codes() {
    return codes;
  }

  /** Fits the 256 weights from {@code from} on. */
  void fit(float[] source, int from) {
    float[] fittedScales = new float[SUB_BLOCKS];
    float[] fittedMinima = new float[SUB_BLOCKS];
    for (int s = 0; s < SUB_BLOCKS; s++) {
      fit.fit(source, from + LENGTH * s, codes, LENGTH * s);
      fittedScales[s] = fit.scale();
      fittedMinima[s] = fit.minimum();
    }
    d = toSixBits(fittedScales, scales);
    dmin = toSixBits(fittedMinima, minima);
    for (int s = 0; s < SUB_BLOCKS; s++) {
      roundCodes(source, from, s);
    }
  }

  /** Writes d, dmin and the packed scales, the first 16 bytes of a block. */
  void writeScales(MemorySegment target, long offset) {
    target.set(Bytes.SHORT, offset, d);
    target.set(Bytes.SHORT, offset + 2, dmin);
    SixBitScales.write(scales, minima, target, offset + 4);
  }

  /** Writes each value as a multiple of the largest one's 63rd part, and returns that part. */
  private static short toSixBits(float[] values, int[] multiples) {
    float largest = Math.max(0, Extremes.highest(values, 0, SUB_BLOCKS));
    float inverse = largest > 0 ? TOP / largest : 0;
    for (int s = 0; s < SUB_BLOCKS; s++) {
      multiples[s] = Math.clamp((int) Math.rint(inverse * values[s]), 0, TOP);
    }
    return Half.bits(largest / TOP);
  }

  private void roundCodes(float[] source, int from, int s) {
    float step = Float.float16ToFloat(d) * scales[s];
    float minimum = Float.float16ToFloat(dmin) * minima[s];
    if (step == 0) {
      return;
    }
    for (int i = LENGTH * s; i < LENGTH * (s + 1); i++) {
      int steps = (int) Math.rint((source[from + i] + minimum) / step);
      codes[i] = (byte) Math.clamp(steps, 0, fit.topCode());
    }
  }
}
