package dev.inkstone.engine.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The rows of sequences made one each; means are summed in binary64, in the order of rows. */
final class Pooler {
  private Pooler() {}

  static void pool(Tensor x, Sequences sequences, Pooling pooling, Tensor y) {
    for (int i = 0; i < sequences.count(); i++) {
      int first = sequences.start(i);
      int length = sequences.length(i);
      switch (pooling) {
        case MEAN -> mean(x, first, length, y, i);
        case FIRST -> copy(x, first, y, i);
        case LAST -> copy(x, first + length - 1, y, i);
      }
    }
  }

  private static void copy(Tensor x, int row, Tensor y, int target) {
    long bytes = (long) x.columns() * Float.BYTES;
    MemorySegment.copy(x.data(), row * bytes, y.data(), target * bytes, bytes);
  }

  private static void mean(Tensor x, int first, int length, Tensor y, int target) {
    int columns = x.columns();
    MemorySegment from = x.data();
    for (int column = 0; column < columns; column++) {
      long at = (long) first * columns + column;
      double sum = 0;
      for (int row = 0; row < length; row++) {
        sum += from.getAtIndex(ValueLayout.JAVA_FLOAT, at + (long) row * columns);
      }
      y.data()
          .setAtIndex(
              ValueLayout.JAVA_FLOAT, (long) target * columns + column, (float) (sum / length));
    }
  }
}
