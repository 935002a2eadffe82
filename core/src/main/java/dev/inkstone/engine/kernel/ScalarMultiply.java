package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Matrix product without vectors: 64 rows are turned into floats, 256 columns at a time, and every
 * token is multiplied with them. The innermost loop runs over rows, so that the compiler may
 * vectorise it on its own.
 */
final class ScalarMultiply implements Workers.Job {
  private static final int TILE_ROWS = 64;
  private static final int TILE_COLUMNS = 256;

  private final float[][] tiles;
  private final float[][] sums;
  private PanelMatrix matrix = PanelMatrix.NONE;
  private MemorySegment x = MemorySegment.NULL;
  private MemorySegment y = MemorySegment.NULL;
  private long rowStep;
  private long columnStep;
  private boolean added;
  private int first;
  private int end;

  ScalarMultiply(int threads) {
    tiles = new float[threads][TILE_ROWS * TILE_COLUMNS];
    sums = new float[threads][TILE_ROWS];
  }

  /** One product of a call, without a bias. */
  void multiply(Workers workers, MultiplyCall call, int index) {
    matrix = PanelMatrix.of(call.matrix(index), ScalarKernels.LANES);
    x = call.x;
    rowStep = call.rowStep();
    columnStep = call.columnStep();
    first = call.first;
    end = first + call.tokens;
    added = call.epilogue == Epilogue.ADD;
    y = call.result(index);
    workers.run(Math.ceilDiv(matrix.rows(), TILE_ROWS), this);
  }

  @Override
  public void run(int chunk, int worker) {
    int firstRow = chunk * TILE_ROWS;
    int rows = Math.min(TILE_ROWS, matrix.rows() - firstRow);
    int perScale = matrix.layout().weightsPerScale;
    int step = Math.max(1, TILE_COLUMNS / perScale) * perScale;
    if (step > TILE_COLUMNS && tiles[worker].length < step * TILE_ROWS) {
      tiles[worker] = new float[step * TILE_ROWS];
    }
    for (int from = 0; from < matrix.columns(); from += step) {
      int to = Math.min(matrix.columns(), from + step);
      readTile(firstRow, from, to, tiles[worker]);
      for (int t = first; t < end; t++) {
        addProducts(t, from, to, tiles[worker], sums[worker]);
        store(t, firstRow, rows, added || from > 0, sums[worker]);
      }
    }
  }

  private void readTile(int firstRow, int from, int to, float[] tile) {
    PanelLayout layout = matrix.layout();
    int firstPanel = firstRow / layout.lanes;
    int panels = Math.min(TILE_ROWS / layout.lanes, layout.panels - firstPanel);
    for (int p = 0; p < panels; p++) {
      PanelReader.read(matrix, firstPanel + p, from, to, tile, p * layout.lanes, TILE_ROWS);
    }
  }

  private void addProducts(int token, int from, int to, float[] tile, float[] sum) {
    Arrays.fill(sum, 0);
    long row = token * rowStep;
    for (int k = from; k < to; k++) {
      float factor = x.get(ValueLayout.JAVA_FLOAT, (row + k * columnStep) * Float.BYTES);
      int base = (k - from) * TILE_ROWS;
      for (int r = 0; r < TILE_ROWS; r++) {
        sum[r] += factor * tile[base + r];
      }
    }
  }

  private void store(int token, int firstRow, int rows, boolean add, float[] sum) {
    long start = (long) token * matrix.rows() + firstRow;
    for (int r = 0; r < rows; r++) {
      long at = (start + r) * Float.BYTES;
      float before = add ? y.get(ValueLayout.JAVA_FLOAT, at) : 0;
      y.set(ValueLayout.JAVA_FLOAT, at, before + sum[r]);
    }
  }
}
