package dev.inkstone;

import dev.inkstone.engine.tensor.Weight;
import java.util.List;

/** Packs the weights of a model while somebody is told how far it has come. */
final class Packing {
  private Packing() {}

  static void run(List<Weight> matrices, LoadProgress progress) {
    long total = matrices.stream().mapToLong(matrix -> matrix.data().byteSize()).sum();
    long done = 0;
    for (Weight matrix : matrices) {
      progress.report(done, total);
      matrix.packed();
      done += matrix.data().byteSize();
    }
    progress.report(total, total);
  }
}
