package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;

/** A packed matrix: its layout and its memory. */
record PanelMatrix(PanelLayout layout, MemorySegment data) implements PackedMatrix {
  /** What reused jobs hold before their first call. */
  static final PanelMatrix NONE =
      new PanelMatrix(new PanelLayout(PanelFormat.Floats.F32, 0, 0, 1), MemorySegment.NULL);

  /**
   * The matrix as one with {@code lanes} rows per panel.
   *
   * @throws IllegalArgumentException if it was packed by other kernels
   */
  static PanelMatrix of(PackedMatrix matrix, int lanes) {
    if (matrix instanceof PanelMatrix panels && panels.layout.lanes == lanes) {
      return panels;
    }
    throw new IllegalArgumentException(
        "matrix of %d x %d was packed by other kernels: expected panels of %d rows"
            .formatted(matrix.rows(), matrix.columns(), lanes));
  }

  @Override
  public int rows() {
    return layout.rows;
  }

  @Override
  public int columns() {
    return layout.columns;
  }

  @Override
  public PanelFormat format() {
    return layout.format;
  }

  @Override
  public long bytes() {
    return data.byteSize();
  }
}
