package dev.inkstone.finetune.autograd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.inkstone.engine.tensor.DType;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;
import java.lang.foreign.MemorySegment;

/** Rows of binary32 tensors as arrays, which the backward rules compute on. */
final class Floats {
  private Floats() {}

  /** Copies row {@code row} of {@code tensor} into {@code target[0 .. columns - 1]}. */
  static void read(Tensor tensor, int row, float[] target) {
    requireFloats(tensor);
    long offset = (long) row * tensor.columns() * Float.BYTES;
    MemorySegment.copy(tensor.data(), JAVA_FLOAT, offset, target, 0, tensor.columns());
  }

  /** A copy of row {@code row}. */
  static float[] row(Tensor tensor, int row) {
    float[] copy = new float[tensor.columns()];
    read(tensor, row, copy);
    return copy;
  }

  /** {@code target[row] += factor * values}, {@code target.columns} elements. */
  static void add(Tensor target, int row, float factor, float[] values) {
    MemorySegment data = target.data();
    int columns = target.columns();
    long first = (long) row * columns;
    for (int i = 0; i < columns; i++) {
      float sum = data.getAtIndex(JAVA_FLOAT, first + i) + factor * values[i];
      data.setAtIndex(JAVA_FLOAT, first + i, sum);
    }
  }

  /** {@code target += factor * source}, element by element. */
  static void add(Tensor target, float factor, Tensor source) {
    MemorySegment to = target.data();
    MemorySegment from = source.data();
    for (long i = 0; i < target.count(); i++) {
      float sum = to.getAtIndex(JAVA_FLOAT, i) + factor * from.getAtIndex(JAVA_FLOAT, i);
      to.setAtIndex(JAVA_FLOAT, i, sum);
    }
  }

  /** The values of a weight that is a vector {@code (1, columns)}. */
  static float[] vector(Weight weight) {
    float[] values = new float[weight.columns()];
    weight.decodeRow(0, values);
    return values;
  }

  private static void requireFloats(Tensor tensor) {
    if (tensor.type() != DType.F32) {
      throw new IllegalArgumentException(
          "tensor " + tensor + ": gradients are computed over F32 activations only");
    }
  }
}
