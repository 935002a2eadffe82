package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Brings rows of a row-major matrix into panels of its transpose; reused. Nothing is to be
 * transposed for that: some neighbouring elements of a row are a column of a panel.
 */
final class TransposedPacking implements Workers.Job {
  /** Rows at a time, so that what goes to a panel is not one cache line here and one there. */
  private static final int ROWS = 8;

  private final Workspace space;
  private final int lanes;
  private final Copy copy;
  private final float[][] buffers;
  private MemorySegment memory = MemorySegment.NULL;
  private PanelMatrix packed = PanelMatrix.NONE;
  private RowReader source = (row, target, at) -> {};
  private int first;

  /** Brings rows to panels. */
  @FunctionalInterface
  interface Copy {
    /**
     * Makes {@code count} rows the columns of {@code target} from {@code column} on.
     *
     * @param rows one after the other, each filled up with zeros to whole panels
     */
    void copy(float[] rows, int count, PanelMatrix target, int column);
  }

  TransposedPacking(Workspace space, int lanes, Copy copy) {
    this.space = space;
    this.lanes = lanes;
    this.copy = copy;
    buffers = new float[space.workers().threads()][0];
  }

  /** Packs {@code count} rows of {@code columns} elements. */
  PanelMatrix pack(RowReader rows, int first, int count, int columns) {
    source = rows;
    this.first = first;
    aim(columns, count);
    int needed = ROWS * packed.layout().panels * lanes;
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = buffers[i].length < needed ? new float[needed] : buffers[i];
    }
    space.workers().run(Math.ceilDiv(count, ROWS), this);
    return packed;
  }

  /** Makes {@link #packed} a matrix of that shape: the last one, if it will do. */
  private void aim(int rows, int columns) {
    PanelLayout layout = packed.layout();
    if (layout.rows != rows || layout.columns != columns) {
      layout = new PanelLayout(PanelFormat.Floats.F32, rows, columns, lanes);
    }
    MemorySegment now = space.panels(layout.bytes());
    if (layout != packed.layout() || !now.equals(memory)) {
      memory = now;
      packed = new PanelMatrix(layout, now.asSlice(0, layout.bytes()));
    }
  }

  @Override
  public void run(int chunk, int worker) {
    PanelLayout layout = packed.layout();
    float[] rows = buffers[worker];
    int stride = layout.panels * lanes;
    int from = chunk * ROWS;
    int count = Math.min(ROWS, layout.columns - from);
    for (int r = 0; r < count; r++) {
      source.read(first + from + r, rows, r * stride);
      Arrays.fill(rows, r * stride + layout.rows, (r + 1) * stride, 0);
    }
    copy.copy(rows, count, packed, from);
  }

  /** Without vectors. */
  static void copyScalar(float[] rows, int count, PanelMatrix target, int column) {
    PanelLayout layout = target.layout();
    int stride = layout.panels * layout.lanes;
    for (int r = 0; r < count; r++) {
      for (int i = 0; i < stride; i++) {
        long element = (long) (column + r) * layout.lanes + i % layout.lanes;
        long at = i / layout.lanes * layout.panelBytes + element * Float.BYTES;
        target.data().set(ValueLayout.JAVA_FLOAT, at, rows[r * stride + i]);
      }
    }
  }
}
