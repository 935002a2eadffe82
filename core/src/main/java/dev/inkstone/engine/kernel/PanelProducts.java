package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The products of all panels of one matrix with several tokens; reused. A chunk, some panels and
 * all or some of the tokens, turns 1024 columns of the panels after the other into floats, which
 * stay in the second-level cache of its worker, and multiplies them with the tokens by tiles whose
 * sums fill the registers.
 */
final class PanelProducts {
  private static final int COLUMNS = 1024;
  private static final int CHUNKS_PER_THREAD = 4;

  /** Token tiles that pay for unpacking the weights once more. */
  private static final int TILES_PER_SPLIT = 8;

  /** Token tiles whose sums stay in the second-level cache beside the weights. */
  private static final int MOST_TILES = 86;

  private final Workspace space;
  private final PanelCall[] panelCalls;
  private final TileCall[] tileCalls;
  private PanelMatrix matrix = PanelMatrix.NONE;
  private MemorySegment packed = MemorySegment.NULL;
  private MemorySegment y = MemorySegment.NULL;
  private MemorySegment bias = MemorySegment.NULL;
  private Epilogue epilogue = Epilogue.NONE;
  private int base;
  private int tokens;
  private int step;
  private int rowTiles;
  private int tilesPerSplit;

  // Offsets in a worker's memory.
  private long codes;
  private long scales;
  private long spare;
  private long sums;

  PanelProducts(Workspace space) {
    this.space = space;
    panelCalls = new PanelCall[space.workers().threads()];
    tileCalls = new TileCall[panelCalls.length];
    Arrays.setAll(panelCalls, i -> new PanelCall());
    Arrays.setAll(tileCalls, i -> new TileCall());
  }

  /**
   * Takes a matrix, and the tokens of a call in {@code packed} as {@link ActivationPacking} brings
   * them; returns how many chunks there are.
   */
  int prepare(
      PanelMatrix w,
      MultiplyCall call,
      MemorySegment packed,
      MemorySegment bias,
      Epilogue epilogue,
      MemorySegment y) {
    PanelLayout layout = w.layout();
    matrix = w;
    this.packed = packed;
    this.y = y;
    this.bias = bias;
    this.epilogue = epilogue;
    base = call.first;
    tokens = call.tokens;
    int perBlock = layout.format.weightsPerBlock();
    step = Math.min(Math.max(1, COLUMNS / perBlock) * perBlock, layout.columns);
    int tiles = Math.ceilDiv(tokens, ActivationPacking.TILE);
    rowTiles = Math.ceilDiv(layout.panels, Lanes.TILE_VECTORS);
    int wanted = Math.ceilDiv(panelCalls.length * CHUNKS_PER_THREAD, rowTiles);
    int splits = Math.clamp(tiles / TILES_PER_SPLIT, 1, wanted);
    tilesPerSplit = Math.min(MOST_TILES, Math.ceilDiv(tiles, splits));
    prepareScratch(layout);
    return rowTiles * Math.ceilDiv(tiles, tilesPerSplit);
  }

  private void prepareScratch(PanelLayout layout) {
    codes = (long) step * Lanes.TILE_BYTES;
    scales = codes + (long) Math.ceilDiv(step, 4) * Lanes.BYTES;
    spare = scales + 2L * scaleBlocks(layout) * Lanes.BYTES;
    sums = spare + TileCall.SUM_BYTES;
    space.prepareTiles(sums + tilesPerSplit * TileCall.SUM_BYTES);
  }

  /** Scale blocks in a step; 0 for floats. */
  private int scaleBlocks(PanelLayout layout) {
    return layout.format instanceof PanelFormat.Codes codes ? step / codes.weightsPerScale() : 0;
  }

  /** Computes a chunk. */
  void run(int chunk, int worker) {
    int rowTile = chunk % rowTiles;
    int firstToken = chunk / rowTiles * tilesPerSplit * ActivationPacking.TILE;
    int endToken = Math.min(tokens, firstToken + tilesPerSplit * ActivationPacking.TILE);
    int columns = matrix.columns();
    MemorySegment memory = space.tile(worker);
    for (int from = 0; from < columns; from += step) {
      int to = Math.min(columns, from + step);
      unpack(panelCalls[worker], memory, rowTile, from, to);
      for (int t = firstToken; t < endToken; t += ActivationPacking.TILE) {
        long at = sums + (long) (t - firstToken) * Lanes.TILE_BYTES;
        multiplyTile(tileCalls[worker], memory, t, from, to, at);
      }
    }
    store(memory, rowTile * Lanes.TILE_ROWS, firstToken, endToken);
  }

  private void unpack(PanelCall call, MemorySegment tile, int rowTile, int from, int to) {
    PanelLayout layout = matrix.layout();
    int first = rowTile * Lanes.TILE_VECTORS;
    int end = Math.min(layout.panels, first + Lanes.TILE_VECTORS);
    call.scratch = tile;
    call.codes = codes;
    call.scales = scales;
    call.offsets = scales + (long) scaleBlocks(layout) * Lanes.BYTES;
    call.out = tile;
    for (int panel = first; panel < end; panel++) {
      call.aim(matrix, panel, from, to);
      call.outOffset = (long) (panel - first) * Lanes.BYTES;
      call.unpack(layout.format);
    }
  }

  private void multiplyTile(
      TileCall call, MemorySegment memory, int token, int from, int to, long at) {
    int width = ActivationPacking.width(tokens, token);
    call.a = packed;
    call.aOffset = ((long) token * matrix.columns() + (long) from * width) * Float.BYTES;
    call.b = memory;
    call.bOffset = 0;
    call.depth = to - from;
    call.sums = memory;
    call.sumsOffset = at;
    call.spareOffset = spare;
    if (from == 0) {
      call.multiply(width);
    } else {
      call.multiplyAdd(width);
    }
  }

  private void store(MemorySegment memory, int row, int firstToken, int endToken) {
    int rows = Math.min(Lanes.TILE_ROWS, matrix.rows() - row);
    for (int t = firstToken; t < endToken; t++) {
      long source = sums + (long) (t - firstToken) * Lanes.TILE_BYTES;
      long target = ((long) (base + t) * matrix.rows() + row) * Float.BYTES;
      TileStore.store(memory, source, rows, epilogue, bias, row * 4L, y, target);
    }
  }
}
