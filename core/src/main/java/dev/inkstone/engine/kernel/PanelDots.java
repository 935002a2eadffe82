package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** The products of all panels of one matrix with one token; reused. */
final class PanelDots {
  /** Scratch memory of a worker. */
  static final long SCRATCH_BYTES = UnpackedDot.BYTES + Lanes.BYTES;

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
  private int parts;
  private int panelsPerChunk;

  PanelDots(Workspace space) {
    this.space = space;
    calls = new DotCall[space.workers().threads()];
    unpackedDots = new UnpackedDot[calls.length];
    Arrays.setAll(calls, i -> new DotCall());
    Arrays.setAll(unpackedDots, i -> new UnpackedDot());
  }

  /**
   * Takes a matrix and the first token of a call.
   *
   * @param row of {@code y}, where the products go
   * @param other products with the same token, whose activations serve as they are if the formats
   *     are the same, or this
   */
  void prepare(PanelMatrix w, MultiplyCall call, MemorySegment y, int row, PanelDots other) {
    PanelLayout layout = w.layout();
    boolean alike = other != this && other.matrix.layout().format.equals(layout.format);
    matrix = w;
    this.y = y;
    resultOffset = (long) row * layout.rows * Float.BYTES;
    if (!alike) {
      readActivations(call.x, (long) call.first * layout.columns * Float.BYTES, layout);
    }
    float[] own = alike ? other.calls[0].x : activations;
    float[] ownSums = alike ? other.calls[0].sums : sums;
    for (DotCall dot : calls) {
      dot.prepare(w, own, ownSums);
    }
  }

  /**
   * Cuts the panels into {@code parts} parts of about the same size and those into chunks of at
   * most {@code bytes}; returns how many there are in the largest part.
   */
  int cut(int parts, long bytes) {
    this.parts = parts;
    panelsPerChunk = (int) Math.max(1, bytes / matrix.layout().panelBytes);
    return Math.ceilDiv(Math.ceilDiv(matrix.layout().panels, parts), panelsPerChunk);
  }

  /** Computes a chunk of a part; a smaller part may have fewer. */
  void run(int part, int chunk, int worker) {
    int first = start(part) + chunk * panelsPerChunk;
    int end = Math.min(start(part + 1), first + panelsPerChunk);
    for (int panel = first; panel < end; panel++) {
      dotPanel(calls[worker], panel, worker);
    }
  }

  private int start(int part) {
    return (int) ((long) part * matrix.layout().panels / parts);
  }

  private void readActivations(MemorySegment x, long offset, PanelLayout layout) {
    if (activations.length <= layout.columns) {
      activations = new float[layout.columns + 1];
      sums = new float[Math.ceilDiv(layout.columns, DotCall.STEP)];
    }
    MemorySegment.copy(x, ValueLayout.JAVA_FLOAT, offset, activations, 0, layout.columns);
    activations[layout.columns] = 0;
    if (layout.format == PanelFormat.Floats.F16) {
      scale(DotCall.HALF_PLACE, layout.columns);
    }
    if (layout.format instanceof PanelFormat.Codes codes) {
      // Unpacked weights have the unit in them.
      float unit = UnpackedDot.serves(layout) ? 1 : codes.scales().unit();
      if (DotCall.needsSums(codes)) {
        sumSteps(layout.columns / DotCall.STEP, unit);
      }
      place(codes.book(), layout.columns, unit);
    }
  }

  private void scale(float factor, int columns) {
    for (int k = 0; k < columns; k++) {
      activations[k] *= factor;
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
