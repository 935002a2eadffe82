package dev.inkstone.engine.quant;

/** The extreme weights of a block, which set its scale. The first of equals wins. */
final class Extremes {

  private Extremes() {}

  /** The weight of largest magnitude, with its sign; zero for a block of zeros. */
  static float farthestFromZero(float[] weights, int from, int count) {
    float farthest = 0;
    for (int i = from; i < from + count; i++) {
      if (Math.abs(weights[i]) > Math.abs(farthest)) {
        farthest = weights[i];
      }
    }
    return farthest;
  }

  /** The lowest weight. */
  static float lowest(float[] weights, int from, int count) {
    float lowest = weights[from];
    for (int i = from + 1; i < from + count; i++) {
      if (weights[i] < lowest) {
        lowest = weights[i];
      }
    }
    return lowest;
  }

  /** The highest weight. */
  static float highest(float[] weights, int from, int count) {
    float highest = weights[from];
    for (int i = from + 1; i < from + count; i++) {
      if (weights[i] > highest) {
        highest = weights[i];
      }
    }
    return highest;
  }

  /** {@code 1 / step}, and zero for a zero step, so that a flat block gets equal codes. */
  static float inverse(float step) {
    return step == 0 ? 0 : 1 / step;
  }
}
