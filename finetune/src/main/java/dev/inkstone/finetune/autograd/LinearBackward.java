package dev.inkstone.finetune.autograd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;
import java.lang.foreign.MemorySegment;

/**
 * The two matrix products of a linear layer's backward pass, where nearly all of its time goes. The
 * one place to put faster ones.
 */
final class LinearBackward {
  private LinearBackward() {}

  /**
   * {@code dx += dy . w}: {@code (T, out) . (out, in) -> (T, in)}. The weight, whatever its format,
   * is decoded row by row; memory beside the operands: one row.
   */
  static void addInputGradient(Tensor dy, Weight weight, Tensor dx) {
    MemorySegment gradient = dy.data();
    float[] row = new float[weight.columns()];
    for (int o = 0; o < weight.rows(); o++) {
      weight.decodeRow(o, row);
      for (int t = 0; t < dy.rows(); t++) {
        float factor = gradient.getAtIndex(JAVA_FLOAT, (long) t * dy.columns() + o);
        if (factor != 0) {
          Floats.add(dx, t, factor, row);
        }
      }
    }
  }

  /** {@code dw += dy^T . x}: {@code (out, T) . (T, in) -> (out, in)}. */
  static void addWeightGradient(Tensor dy, Tensor x, Tensor dw) {
    MemorySegment gradient = dy.data();
    float[] row = new float[x.columns()];
    for (int t = 0; t < dy.rows(); t++) {
      Floats.read(x, t, row);
      for (int o = 0; o < dy.columns(); o++) {
        float factor = gradient.getAtIndex(JAVA_FLOAT, (long) t * dy.columns() + o);
        if (factor != 0) {
          Floats.add(dw, o, factor, row);
        }
      }
    }
  }
}
