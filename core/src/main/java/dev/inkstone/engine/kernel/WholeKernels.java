package dev.inkstone.engine.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A decoder's operations on a few made-up tokens: what {@link WarmUp} runs so that the code around
 * the innermost kernels is compiled too.
 */
final class WholeKernels {
  private static final int TOKENS = 13; // tiles of 6, 6 and 2
  private static final int HEADS = 8;
  private static final int KEY_HEADS = 2;
  private static final int HEAD_SIZE = 64;
  private static final int HIDDEN = HEADS * HEAD_SIZE;
  private static final int ROWS = 128;

  private final Kernels kernels;
  private final Workspace space;
  private final List<PanelMatrix> examples;
  private final MemorySegment x;
  private final MemorySegment y;
  private final MemorySegment table;
  private final AttentionCall attention = new AttentionCall();

  /**
   * Operations with these matrices.
   *
   * @param examples a matrix of each format
   * @param arena owner of what they compute with
   */
  WholeKernels(Kernels kernels, Workspace space, List<PanelMatrix> examples, Arena arena) {
    this.kernels = kernels;
    this.space = space;
    this.examples = examples.stream().map(WholeKernels::first).toList();
    int widest = examples.stream().mapToInt(PanelMatrix::columns).max().orElse(0);
    long bytes = (long) TOKENS * Math.max(widest, HIDDEN) * Float.BYTES;
    x = arena.allocate(bytes, Workspace.ALIGNMENT);
    y = arena.allocate(bytes, Workspace.ALIGNMENT);
    table = arena.allocate(bytes, Workspace.ALIGNMENT);
    attention.queries = x;
    long pages = KeyValueRows.bytes(CacheFormats.F16, TOKENS, KEY_HEADS, HEAD_SIZE);
    MemorySegment cache = arena.allocate(pages, Workspace.ALIGNMENT);
    attention.keys.pages(cache, CacheFormats.F16, KEY_HEADS, HEAD_SIZE);
    attention.values.pages(cache, CacheFormats.F16, KEY_HEADS, HEAD_SIZE);
    attention.result = y;
    attention.heads = HEADS;
    attention.scale = 1;
  }

  /** Its first rows. */
  private static PanelMatrix first(PanelMatrix matrix) {
    PanelLayout all = matrix.layout();
    int rows = Math.min(all.rows, ROWS);
    PanelLayout layout = new PanelLayout(all.format, rows, all.columns, all.lanes);
    return new PanelMatrix(layout, matrix.data().asSlice(0, layout.bytes()));
  }

  /** Every operation for some tokens and for one. */
  void run() {
    run(TOKENS);
    run(1);
  }

  private void run(int tokens) {
    for (PanelMatrix matrix : examples) {
      kernels.multiply(space, matrix, x, tokens, y);
    }
    kernels.rmsNorm(space, x, table, 1, tokens, HIDDEN, y);
    kernels.rotate(space, x, tokens, HEADS, HEAD_SIZE, HEAD_SIZE, true, table, y);
    kernels.rotate(space, x, tokens, HEADS, HEAD_SIZE, HEAD_SIZE, false, table, y);
    kernels.store(space, x, tokens, attention.keys, 0);
    attention.tokens = tokens;
    attention.firstPosition = TOKENS - tokens;
    kernels.attention(space, attention);
    kernels.add(space, x, x, (long) tokens * HIDDEN, y);
    kernels.swiGlu(space, x, x, (long) tokens * HIDDEN, y);
  }
}
