package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Products of packed matrices with one token: bound by the speed of memory, so every worker reads
 * long stretches of panels from front to back: its part of the first matrix, then of the next. Half
 * of the speed is lost where a worker turns to and fro between matrices.
 */
final class VectorDot implements Workers.Job {
  private static final long CHUNK_BYTES = 64 << 10;

  private final Workspace space;
  private final int parts;
  private PanelDots[] products = {};

  /** Where the chunks of each product begin among those of a part, and all of them. */
  private int[] starts = {0};

  private int chunksPerPart;

  VectorDot(Workspace space) {
    this.space = space;
    parts = space.workers().threads();
  }

  /** All products of a call for its only token. */
  void multiply(MultiplyCall call) {
    reserve(call.count());
    for (int i = 0; i < call.count(); i++) {
      prepare(call, i, call.result(i), call.first);
    }
    run(call.count());
  }

  /** The first result of a call becomes {@code silu(x . w[0]^T) * (x . w[1]^T)}. */
  void gated(MultiplyCall call) {
    int rows = call.matrix(0).rows();
    MemorySegment gates = call.result(0);
    MemorySegment ups = space.shared((long) rows * Float.BYTES);
    reserve(2);
    prepare(call, 0, gates, call.first);
    prepare(call, 1, ups, 0);
    run(2);
    long at = (long) call.first * rows * Float.BYTES;
    Elementwise.swiGlu(gates, at, ups, 0, rows, gates, at);
  }

  private void reserve(int count) {
    int known = products.length;
    if (known < count) {
      products = Arrays.copyOf(products, count);
      starts = new int[count + 1];
      for (int i = known; i < count; i++) {
        products[i] = new PanelDots(space);
      }
    }
    space.prepareTiles(PanelDots.SCRATCH_BYTES);
  }

  private void prepare(MultiplyCall call, int index, MemorySegment y, int row) {
    PanelMatrix matrix = PanelMatrix.of(call.matrix(index), Lanes.COUNT);
    products[index].prepare(matrix, call, y, row, products[Math.max(0, index - 1)]);
  }

  private void run(int count) {
    chunksPerPart = 0;
    for (int i = 0; i < count; i++) {
      starts[i] = chunksPerPart;
      chunksPerPart += products[i].cut(parts, CHUNK_BYTES);
    }
    starts[count] = chunksPerPart;
    // A worker takes the chunks of its part in their order, then what others have left.
    space.workers().run(parts * chunksPerPart, this);
  }

  @Override
  public void run(int chunk, int worker) {
    int own = chunk % chunksPerPart;
    int product = 0;
    while (own >= starts[product + 1]) {
      product++;
    }
    products[product].run(chunk / chunksPerPart, own - starts[product], worker);
  }
}
