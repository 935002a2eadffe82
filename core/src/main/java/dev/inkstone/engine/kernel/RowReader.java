package dev.inkstone.engine.kernel;

/** The rows of a matrix in whatever form, as binary32. Several threads read at the same time. */
@FunctionalInterface
public interface RowReader {
  /** Writes row {@code row} into {@code target}, from {@code at} on. */
  void read(int row, float[] target, int at);
}
