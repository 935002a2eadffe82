package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Product of a packed matrix with one token: bound by the speed of memory, so a chunk is a stretch
 * of panels long enough to be read in one go.
 *
 * <p>A panel is handled 2048 columns at a time: its scales become floats in the worker's tile, the
 * codes are multiplied with the activations, and what offsets and zero codes add is a product of
 * far fewer terms, with sums of activations that are made once per call.
 */
final class VectorDot implements Workers.Job {
  private static final int COLUMNS = 2048;
  private static final long CHUNK_BYTES = 64 << 10;

  private final Workspace space;
  private final PanelCall[] calls;
  private PanelMatrix matrix = PanelMatrix.NONE;
  // A scalar read from an array costs half of one from a segment, whose bounds and lifetime are
  // checked
  // each time, and decoding broadcasts every activation to every panel.
  private float[] activations = new float[0];
  private MemorySegment y = MemorySegment.NULL;
  private MemorySegment sums = MemorySegment.NULL;
  private int step;
  private int panelsPerChunk;

  VectorDot(Workspace space) {
    this.space = space;
    calls = new PanelCall[space.workers().threads()];
    Arrays.setAll(calls, i -> new PanelCall());
  }

  void multiply(PanelMatrix w, MemorySegment x, MemorySegment y) {
    PanelLayout layout = w.layout();
    matrix = w;
    if (activations.length < layout.columns) {
      activations = new float[layout.columns];
    }
    MemorySegment.copy(x, ValueLayout.JAVA_FLOAT, 0, activations, 0, layout.columns);
    this.y = y;
    step = stepFor(layout.format, COLUMNS);
    panelsPerChunk = (int) Math.max(1, CHUNK_BYTES / layout.panelBytes);
    // One vector for the result, then scales and offsets.
    space.prepareTiles(Lanes.BYTES * (1L + 2L * scaleBlocks(layout, step)));
    if (layout.format instanceof PanelFormat.Codes codes && needsSums(codes)) {
      sums = space.shared((long) layout.scaleBlocks * Float.BYTES);
      ScaleExpansion.sumActivations(x, layout.columns, layout.weightsPerScale, sums, 0);
    }
    space.workers().run(Math.ceilDiv(layout.panels, panelsPerChunk), this);
  }

  /** About {@code columns}, in whole scale blocks. */
  static int stepFor(PanelFormat format, int columns) {
    return switch (format) {
      case PanelFormat.Floats _ -> columns;
      case PanelFormat.Codes codes -> {
        int perScale = codes.weightsPerScale();
        yield Math.max(1, columns / perScale) * perScale;
      }
    };
  }

  /** Scale blocks in {@code step} columns; 0 for floats. */
  static int scaleBlocks(PanelLayout layout, int step) {
    return layout.scaleBlocks == 0 ? 0 : step / layout.weightsPerScale;
  }

  private static boolean needsSums(PanelFormat.Codes codes) {
    return codes.hasOffset() || PanelCall.remainingZero(codes) != 0;
  }

  @Override
  public void run(int chunk, int worker) {
    int first = chunk * panelsPerChunk;
    int end = Math.min(matrix.layout().panels, first + panelsPerChunk);
    for (int panel = first; panel < end; panel++) {
      dotPanel(calls[worker], panel, space.tile(worker));
    }
  }

  private void dotPanel(PanelCall call, int panel, MemorySegment tile) {
    PanelLayout layout = matrix.layout();
    call.scratch = tile;
    call.scales = Lanes.BYTES;
    call.offsets = Lanes.BYTES * (1L + scaleBlocks(layout, step));
    call.x = activations;
    int row = panel * Lanes.COUNT;
    boolean whole = row + Lanes.COUNT <= layout.rows;
    call.out = whole ? y : tile;
    call.outOffset = whole ? (long) row * Float.BYTES : 0;
    ScaleExpansion.clear(call);
    for (int from = 0; from < layout.columns; from += step) {
      call.aim(matrix, panel, from, Math.min(layout.columns, from + step));
      call.xIndex = from;
      if (layout.format instanceof PanelFormat.Codes codes) {
        ScaleExpansion.expand(call, matrix, codes, panel);
        if (needsSums(codes)) {
          long firstSum = (long) from / layout.weightsPerScale * Float.BYTES;
          ScaleExpansion.addOffsets(call, sums, firstSum);
        }
      }
      call.dot(layout.format);
    }
    if (!whole) {
      MemorySegment.copy(tile, 0, y, row * 4L, (layout.rows - row) * 4L);
    }
  }
}
