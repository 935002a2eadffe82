package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Products of packed matrices with several tokens: bound by arithmetic (Goto, van de Geijn 2008,
 * doi:10.1145/1356052.1356053). The tokens are brought into tiles once for all matrices.
 */
final class VectorMultiply implements Workers.Job {
  private final Workspace space;
  private final ActivationPacking packing = new ActivationPacking();
  private PanelProducts[] products = {};
  private int[] chunks = {};
  private boolean gated;

  VectorMultiply(Workspace space) {
    this.space = space;
  }

  /** All products of a call. */
  void multiply(MultiplyCall call) {
    gated = false;
    MemorySegment packed = prepare(call);
    int sum = 0;
    for (int i = 0; i < call.count(); i++) {
      PanelMatrix matrix = PanelMatrix.of(call.matrix(i), Lanes.COUNT);
      chunks[i] =
          products[i].prepare(matrix, call, packed, call.bias(i), call.epilogue, call.result(i));
      sum += chunks[i];
    }
    space.workers().run(sum, this);
  }

  /** The first result of a call becomes {@code silu(x . w[0]^T) * (x . w[1]^T)}. */
  void gated(MultiplyCall call) {
    gated = true;
    MemorySegment packed = prepare(call);
    MemorySegment y = call.result(0);
    PanelMatrix gate = PanelMatrix.of(call.matrix(0), Lanes.COUNT);
    PanelMatrix up = PanelMatrix.of(call.matrix(1), Lanes.COUNT);
    int sum = products[0].prepare(gate, call, packed, MemorySegment.NULL, Epilogue.NONE, y);
    products[1].prepare(up, call, packed, MemorySegment.NULL, Epilogue.GATE, y);
    space.workers().run(sum, this);
  }

  private MemorySegment prepare(MultiplyCall call) {
    int known = products.length;
    if (known < call.count()) {
      products = Arrays.copyOf(products, call.count());
      chunks = new int[call.count()];
      for (int i = known; i < products.length; i++) {
        products[i] = new PanelProducts(space);
      }
    }
    int columns = call.matrix(0).columns();
    MemorySegment packed = space.shared(ActivationPacking.bytes(call.tokens, columns));
    packing.pack(space.workers(), call, columns, packed);
    return packed;
  }

  @Override
  public void run(int chunk, int worker) {
    if (gated) {
      products[0].run(chunk, worker);
      products[1].run(chunk, worker);
      return;
    }
    int product = 0;
    int own = chunk;
    while (own >= chunks[product]) {
      own -= chunks[product++];
    }
    products[product].run(own, worker);
  }
}
