package dev.inkstone.engine.tensor;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.inkstone.engine.kernel.Epilogue;
import dev.inkstone.engine.kernel.Kernels;
import dev.inkstone.engine.kernel.MultiplyCall;
import dev.inkstone.engine.kernel.PackedMatrix;
import dev.inkstone.engine.kernel.RowReader;
import dev.inkstone.engine.kernel.Workspace;
import java.lang.foreign.MemorySegment;

/**
 * The two matrix products of a linear layer's backward pass, where nearly all of its time goes. The
 * right operand, a weight or activations, is packed some rows at a time; scratch memory: 8 MiB for
 * each operand, however large they are.
 */
final class LinearGradients {
  /** Elements of an operand that are packed at a time. */
  private static final int MOST_ELEMENTS = 2 << 20;

  /** Rows that are packed at a time even if they are very long. */
  private static final int FEWEST_ROWS = 8;

  private final Kernels kernels;
  private final Workspace space;
  private final MultiplyCall call = new MultiplyCall();

  LinearGradients(Kernels kernels, Workspace space) {
    this.kernels = kernels;
    this.space = space;
  }

  /** {@code dx += dy . w}: {@code (T, out) . (out, in) -> (T, in)}. */
  void addInput(Weight weight, Tensor dy, Tensor dx) {
    Left left = new Left(dy.data(), dy.columns(), dy.columns(), 1);
    addProduct(left, weight::decodeRow, dx);
  }

  /** {@code dw += dy^T . x}: {@code (out, T) . (T, in) -> (out, in)}. */
  void addWeight(Tensor dy, Tensor x, Tensor dw) {
    MemorySegment data = x.data();
    int columns = x.columns();
    RowReader rows =
        (row, target, at) ->
            MemorySegment.copy(
                data, JAVA_FLOAT, (long) row * columns * Float.BYTES, target, at, columns);
    addProduct(new Left(dy.data(), dy.rows(), 1, dy.columns()), rows, dw);
  }

  /**
   * The left operand {@code (M, depth)}.
   *
   * @param rowStep elements from a row to the next
   * @param columnStep elements from a column to the next
   */
  private record Left(MemorySegment data, int depth, long rowStep, long columnStep) {
    /** What begins with column {@code column}. */
    MemorySegment from(int column) {
      return data.asSlice(column * columnStep * Float.BYTES);
    }
  }

  /** {@code y (M, N) += left (M, depth) . right (depth, N)}. */
  private void addProduct(Left left, RowReader right, Tensor y) {
    int deep = rowsAtATime(y.columns());
    for (int k = 0; k < left.depth(); k += deep) {
      int depth = Math.min(deep, left.depth() - k);
      PackedMatrix panels = kernels.packTransposed(space, right, k, depth, y.columns());
      int high = rowsAtATime(depth);
      for (int m = 0; m < y.rows(); m += high) {
        call.begin(left.from(k), m, Math.min(high, y.rows() - m), Epilogue.ADD);
        call.steps(left.rowStep(), left.columnStep());
        call.add(panels, MemorySegment.NULL, y.data());
        kernels.multiply(space, call);
      }
    }
  }

  private static int rowsAtATime(int length) {
    return Math.max(FEWEST_ROWS, MOST_ELEMENTS / length);
  }
}
