package dev.inkstone;

import dev.inkstone.engine.model.LoadedModel;
import dev.inkstone.engine.model.PackedPanels;
import dev.inkstone.engine.tensor.Weight;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Packs the weights of a model while somebody is told how far it has come, or takes them from a
 * file that an earlier load left.
 *
 * @param cached whether there is to be such a file
 * @param folder where, if not beside the model
 */
record Packing(boolean cached, Optional<Path> folder) {
  /** Packs at every load. */
  static final Packing AT_LOAD = new Packing(false, Optional.empty());

  /** Packs once, and keeps the result beside the model. */
  static final Packing BESIDE_MODEL = new Packing(true, Optional.empty());

  /** Packs once, and keeps the result in {@code folder}. */
  static Packing in(Path folder) {
    return new Packing(true, Optional.of(folder));
  }

  /**
   * Makes the packed weights.
   *
   * @param beforePacking runs once what is in the file has been taken from it
   */
  void run(LoadedModel model, LoadProgress progress, Runnable beforePacking) {
    Optional<PackedPanels> panels = cached ? PackedPanels.of(model, folder) : Optional.empty();
    boolean restored = panels.isPresent() && panels.get().restore();
    beforePacking.run();
    if (restored) {
      long total = bytes(model);
      progress.report(total, total);
      return;
    }
    pack(model, progress);
    panels.ifPresent(PackedPanels::save);
  }

  private static void pack(LoadedModel model, LoadProgress progress) {
    long total = bytes(model);
    long done = 0;
    for (Weight matrix : model.matrices()) {
      progress.report(done, total);
      matrix.packed();
      done += matrix.data().byteSize();
    }
    progress.report(total, total);
  }

  private static long bytes(LoadedModel model) {
    return model.matrices().stream().mapToLong(matrix -> matrix.data().byteSize()).sum();
  }
}
