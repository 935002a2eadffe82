package dev.inkstone.engine.kernel;

/**
 * A weight matrix {@code (rows, columns)} in the panel layout of one {@link Kernels}; made once by
 * {@link Kernels#pack} and read by every kernel of the same {@code Kernels}. Immutable, shared
 * between threads; its memory belongs to the arena it was packed into.
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

  /** Off-heap bytes a matrix of {@code rows x columns} holds in panels of {@code lanes} rows. */
  static long bytesFor(PanelFormat format, int rows, int columns, int lanes) {
    return new PanelLayout(format, rows, columns, lanes).bytes();
  }
}
