package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Product of a packed matrix with one token: bound by the speed of memory, so every worker reads
 * long stretches of panels from front to back.
 */
final class VectorDot implements Workers.Job {
  private static final long CHUNK_BYTES = 64 << 10;

  private final Workspace space;
  private final DotCall[] calls;
  private PanelMatrix matrix = PanelMatrix.NONE;
  // A scalar read from an array costs half of one from a segment, whose bounds and lifetime are
  // checked each time, and decoding broadcasts every activation to every panel.
  private float[] activations = new float[0];
  private float[] sums = new float[0];
  private MemorySegment y = MemorySegment.NULL;
  private long resultOffset;
  private int panelsPerChunk;

  VectorDot(Workspace space) {
    this.space = space;
    calls = new DotCall[space.workers().threads()];
    Arrays.setAll(calls, i -> new DotCall());
  }

  /** For the token {@code token} of {@code x} and {@code y}. */
  void multiply(PanelMatrix w, MemorySegment x, int token, MemorySegment y) {
    PanelLayout layout = w.layout();
    matrix = w;
    this.y = y;
    resultOffset = (long) token * layout.rows * Float.BYTES;
    readActivations(x, (long) token * layout.columns * Float.BYTES, layout);
    for (DotCall call : calls) {
      call.prepare(w, activations, sums);
    }
    panelsPerChunk = (int) Math.max(1, CHUNK_BYTES / layout.panelBytes);
    space.prepareTiles(Lanes.BYTES);
    space.workers().run(Math.ceilDiv(layout.panels, panelsPerChunk), this);
  }

  private void readActivations(MemorySegment x, long offset, PanelLayout layout) {
    if (activations.length < layout.columns) {
      activations = new float[layout.columns];
      sums = new float[Math.ceilDiv(layout.columns, DotCall.UNIT)];
    }
    MemorySegment.copy(x, ValueLayout.JAVA_FLOAT, offset, activations, 0, layout.columns);
    if (layout.format instanceof PanelFormat.Codes codes && DotCall.needsSums(codes)) {
      sumUnits(activations, sums, layout.columns / DotCall.UNIT);
    }
  }

  private static void sumUnits(float[] x, float[] sums, int units) {
    for (int u = 0; u < units; u++) {
      int k = u * DotCall.UNIT;
      float first = (x[k] + x[k + 1]) + (x[k + 2] + x[k + 3]);
      float second = (x[k + 4] + x[k + 5]) + (x[k + 6] + x[k + 7]);
      sums[u] = first + second;
    }
  }

  @Override
  public void run(int chunk, int worker) {
    int first = chunk * panelsPerChunk;
    int end = Math.min(matrix.layout().panels, first + panelsPerChunk);
    for (int panel = first; panel < end; panel++) {
      dotPanel(calls[worker], panel, space.tile(worker));
    }
  }

  private void dotPanel(DotCall call, int panel, MemorySegment tile) {
    PanelLayout layout = matrix.layout();
    int row = panel * Lanes.COUNT;
    boolean whole = row + Lanes.COUNT <= layout.rows;
    call.out = whole ? y : tile;
    call.outOffset = whole ? resultOffset + (long) row * Float.BYTES : 0;
    call.aim(layout, panel);
    call.dot(layout.format);
    if (!whole) {
      MemorySegment.copy(tile, 0, y, resultOffset + row * 4L, (layout.rows - row) * 4L);
    }
  }
}
