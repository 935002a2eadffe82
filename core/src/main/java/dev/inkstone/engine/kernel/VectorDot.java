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
  private final UnpackedDot[] unpackedDots;
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
    unpackedDots = new UnpackedDot[calls.length];
    Arrays.setAll(calls, i -> new DotCall());
    Arrays.setAll(unpackedDots, i -> new UnpackedDot());
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
    space.prepareTiles(UnpackedDot.BYTES + Lanes.BYTES);
    space.workers().run(Math.ceilDiv(layout.panels, panelsPerChunk), this);
  }

  private void readActivations(MemorySegment x, long offset, PanelLayout layout) {
    if (activations.length < layout.columns) {
      activations = new float[layout.columns];
      sums = new float[Math.ceilDiv(layout.columns, DotCall.STEP)];
    }
    MemorySegment.copy(x, ValueLayout.JAVA_FLOAT, offset, activations, 0, layout.columns);
    if (layout.format instanceof PanelFormat.Codes codes) {
      // Unpacked weights have the unit in them.
      float unit = UnpackedDot.serves(layout) ? 1 : codes.scales().unit();
      if (DotCall.needsSums(codes)) {
        sumSteps(layout.columns / DotCall.STEP, unit);
      }
      place(codes.book(), layout.columns, unit);
    }
  }

  private void sumSteps(int steps, float unit) {
    for (int i = 0; i < steps; i++) {
      float s0 = 0;
      float s1 = 0;
      float s2 = 0;
      float s3 = 0;
      for (int k = DotCall.STEP * i; k < DotCall.STEP * (i + 1); k += 4) {
        s0 += activations[k];
        s1 += activations[k + 1];
        s2 += activations[k + 2];
        s3 += activations[k + 3];
      }
      sums[i] = unit * ((s0 + s1) + (s2 + s3));
    }
  }

  private void place(CodeBook book, int columns, float unit) {
    float f0 = unit * DotCall.place(book, 0);
    float f1 = unit * DotCall.place(book, 1);
    float f2 = unit * DotCall.place(book, 2);
    float f3 = unit * DotCall.place(book, 3);
    for (int k = 0; k < columns; k += 4) {
      activations[k] *= f0;
      activations[k + 1] *= f1;
      activations[k + 2] *= f2;
      activations[k + 3] *= f3;
    }
  }

  @Override
  public void run(int chunk, int worker) {
    int first = chunk * panelsPerChunk;
    int end = Math.min(matrix.layout().panels, first + panelsPerChunk);
    for (int panel = first; panel < end; panel++) {
      dotPanel(calls[worker], panel, worker);
    }
  }

  private void dotPanel(DotCall call, int panel, int worker) {
    MemorySegment tile = space.tile(worker);
    PanelLayout layout = matrix.layout();
    int row = panel * Lanes.COUNT;
    boolean whole = row + Lanes.COUNT <= layout.rows;
    call.out = whole ? y : tile;
    call.outOffset = whole ? resultOffset + (long) row * Float.BYTES : UnpackedDot.BYTES;
    call.aim(matrix, panel);
    if (UnpackedDot.serves(layout)) {
      unpackedDots[worker].multiply(call, matrix, panel, tile);
    } else {
      call.dot(layout.format);
    }
    if (!whole) {
      MemorySegment.copy(
          tile, UnpackedDot.BYTES, y, resultOffset + row * 4L, (layout.rows - row) * 4L);
    }
  }
}
