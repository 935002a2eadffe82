package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The arguments of products of the same tokens with several matrices: {@code y[i] (tokens, rows[i])
 * = epilogue(x (tokens, columns) . w[i]^T)}. Mutable and reused, so that a call allocates nothing;
 * belongs to one caller.
 *
 * <p>Tokens are brought into the order of the kernels once for all matrices, and threads wait for
 * each other once. What does not fit together is refused by {@link Kernels#multiply(Workspace,
 * MultiplyCall)} and {@link Kernels#gated}.
 */
public final class MultiplyCall {
  private PackedMatrix[] matrices = new PackedMatrix[4];
  private MemorySegment[] biases = new MemorySegment[4];
  private MemorySegment[] results = new MemorySegment[4];
  private int count;

  MemorySegment x = MemorySegment.NULL;
  int first;
  int tokens;
  Epilogue epilogue = Epilogue.NONE;
  private long rowStep;
  private long columnStep;

  /** Starts anew, without matrices, for the tokens {@code first .. first + tokens - 1} of x, y. */
  public void begin(MemorySegment x, int first, int tokens, Epilogue epilogue) {
    this.x = x;
    this.first = first;
    this.tokens = tokens;
    this.epilogue = epilogue;
    rowStep = 0;
    count = 0;
  }

  /**
   * Says that element {@code (t, k)} of x is {@code t * row + k * column} elements from its start,
   * not {@code t * columns + k}: that x is some columns of a wider matrix, or transposed.
   */
  public void steps(long row, long column) {
    if (row < 1 || column < 1) {
      throw new IllegalArgumentException(
          "steps of %d and %d elements, expected at least 1".formatted(row, column));
    }
    rowStep = row;
    columnStep = column;
  }

  /** Whether {@link #steps} was called. */
  boolean hasSteps() {
    return rowStep > 0;
  }

  /** Elements from a token of x to the next. */
  long rowStep() {
    return hasSteps() ? rowStep : matrices[0].columns();
  }

  /** Elements from a column of x to the next. */
  long columnStep() {
    return hasSteps() ? columnStep : 1;
  }

  /** Adds a matrix; {@code bias} is read where the epilogue asks for one. */
  public void add(PackedMatrix matrix, MemorySegment bias, MemorySegment result) {
    if (count == matrices.length) {
      matrices = Arrays.copyOf(matrices, 2 * count);
      biases = Arrays.copyOf(biases, 2 * count);
      results = Arrays.copyOf(results, 2 * count);
    }
    matrices[count] = matrix;
    biases[count] = bias;
    results[count] = result;
    count++;
  }

  int count() {
    return count;
  }

  PackedMatrix matrix(int index) {
    return matrices[index];
  }

  MemorySegment bias(int index) {
    return biases[index];
  }

  MemorySegment result(int index) {
    return results[index];
  }
}
