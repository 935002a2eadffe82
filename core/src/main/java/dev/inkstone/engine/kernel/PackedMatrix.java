package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * A weight matrix {@code (rows, columns)} in the panel layout of one {@link Kernels}; made once by
 * {@link Kernels#pack}, or taken over by {@link Kernels#adopt}, and read by every kernel of the
 * same {@code Kernels}. Immutable, shared between threads; its memory belongs to the arena it was
 * packed or mapped into.
 */
public interface PackedMatrix {
  /** Output features. */
  int rows();

  /** Input features. */
  int columns();

  /** The weights' format. */
  PanelFormat format();

  /** Off-heap bytes held. */
  long bytes();

  /** The panels; not to be written. */
  MemorySegment data();

  /**
   * What panels of {@code lanes} rows look like, for files that keep them: panels of another text
   * mean other weights.
   */
  static String layout(int lanes) {
    return "panels %d, %d rows, %s".formatted(PanelLayout.VERSION, lanes, ByteOrder.nativeOrder());
  }

  /** Off-heap bytes a matrix of {@code rows x columns} holds in panels of {@code lanes} rows. */
  static long bytesFor(PanelFormat format, int rows, int columns, int lanes) {
    return new PanelLayout(format, rows, columns, lanes).bytes();
  }
}
