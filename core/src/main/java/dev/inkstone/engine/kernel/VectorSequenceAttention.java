package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Attention within sequences, without a mask: a chunk is one head of one sequence, and what lies
 * outside is never touched. As in {@link VectorPrefillAttention}, lane = query and both spare are
 * those of {@link TileCall}:
 *
 * <pre>
 *   scores[key][query]  = keys packed [d][6 keys]     x  queries [d][lanes]
 *   result[v][query]   += values packed [key][6 of v] x  weights [key][lanes]
 * </pre>
 *
 * <p>Keys go by in blocks of 192, counted from the start of the sequence, so a result does not
 * depend on what else is computed with it.
 */
final class VectorSequenceAttention implements Workers.Job {
  private static final int KEYS = 192;
  private static final int TILE = ActivationPacking.TILE;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private final Workspace space;
  private final TileCall[] tileCalls;
  private final SoftmaxCall[] softmaxCalls;
  private AttentionCall call = new AttentionCall();
  private int group;

  // Offsets in a worker's memory, where scores come first.
  private long packedKeys;
  private long packedValues;
  private long queries;
  private long results;
  private long statistics;
  private long spare;

  VectorSequenceAttention(Workspace space) {
    this.space = space;
    tileCalls = new TileCall[space.workers().threads()];
    softmaxCalls = new SoftmaxCall[tileCalls.length];
    Arrays.setAll(tileCalls, i -> new TileCall());
    Arrays.setAll(softmaxCalls, i -> new SoftmaxCall());
  }

  void attend(AttentionCall call) {
    this.call = call;
    group = call.heads / call.kvHeads();
    int longest = 0;
    for (int s = 0; s < call.sequences; s++) {
      longest = Math.max(longest, call.starts[s + 1] - call.starts[s]);
    }
    long tiles = Math.ceilDiv(longest, Lanes.TILE_ROWS);
    int keys = padded(Math.min(longest, KEYS));
    packedKeys = (long) keys * Lanes.TILE_BYTES;
    packedValues = packedKeys + PanelLayout.aligned((long) keys * call.keySize() * Float.BYTES);
    queries = packedValues + PanelLayout.aligned((long) keys * padded(call.valueSize()) * 4L);
    results = queries + tiles * call.keySize() * Lanes.TILE_BYTES;
    statistics = results + tiles * padded(call.valueSize()) * Lanes.TILE_BYTES;
    spare = statistics + 2 * tiles * Lanes.TILE_BYTES;
    space.prepareTiles(spare + TileCall.SUM_BYTES);
    space.workers().run(call.sequences * call.heads, this);
  }

  /** Rows of a tile of {@code count} operand rows: full tiles and one of 2, 4 or 6. */
  private static int padded(int count) {
    return count + count % 2;
  }

  @Override
  public void run(int chunk, int worker) {
    int head = chunk % call.heads;
    int start = call.starts[chunk / call.heads];
    int length = call.starts[chunk / call.heads + 1] - start;
    MemorySegment memory = space.tile(worker);
    SoftmaxCall softmax = softmaxCalls[worker];
    TileCall product = tileCalls[worker];
    product.a = memory;
    product.b = memory;
    product.sums = memory;
    product.spareOffset = spare;
    int tiles = Math.ceilDiv(length, Lanes.TILE_ROWS);
    packQueries(memory, start, length, head);
    softmax.clear(memory, results, 0, statistics, tiles);
    for (int block = 0; block < length; block += KEYS) {
      int keys = Math.min(KEYS, length - block);
      packKeys(memory, start + block, keys, head / group);
      packValues(memory, start + block, keys, head / group);
      for (int tile = 0; tile < tiles; tile++) {
        softmax.vectors =
            Math.min(
                Lanes.TILE_VECTORS, Math.ceilDiv(length - tile * Lanes.TILE_ROWS, Lanes.COUNT));
        attendBlock(product, softmax, tile, keys, block == 0);
      }
    }
    for (int tile = 0; tile < tiles; tile++) {
      writeResults(memory, start, length, head, tile);
    }
  }

  private void attendBlock(
      TileCall product, SoftmaxCall softmax, int tile, int keys, boolean first) {
    multiplyKeys(product, tile, keys);
    softmax.memory = product.a;
    softmax.scores = 0;
    softmax.keys = keys;
    softmax.maxima = statistics + 2L * tile * Lanes.TILE_BYTES;
    softmax.results = results + (long) tile * padded(call.valueSize()) * Lanes.TILE_BYTES;
    softmax.lines = first ? 0 : call.valueSize(); // nothing was summed before
    softmax.run();
    multiplyValues(product, tile, keys, first);
  }

  private void multiplyKeys(TileCall product, int tile, int keys) {
    product.bOffset = queries + (long) tile * call.keySize() * Lanes.TILE_BYTES;
    product.depth = call.keySize();
    for (int key = 0; key < keys; key += TILE) {
      product.aOffset = packedKeys + (long) key * call.keySize() * Float.BYTES;
      product.sumsOffset = (long) key * Lanes.TILE_BYTES;
      product.multiply(ActivationPacking.width(keys, key));
    }
  }

  private void multiplyValues(TileCall product, int tile, int keys, boolean first) {
    int lines = call.valueSize();
    product.bOffset = 0;
    product.depth = keys;
    for (int line = 0; line < lines; line += TILE) {
      int width = ActivationPacking.width(lines, line);
      long target = results + ((long) tile * padded(lines) + line) * Lanes.TILE_BYTES;
      product.aOffset = packedValues + (long) line * keys * Float.BYTES;
      product.sumsOffset = target;
      if (first) {
        product.multiply(width);
      } else {
        product.multiplyAdd(width);
      }
    }
  }

  private void packQueries(MemorySegment memory, int start, int length, int head) {
    int lanes = Math.ceilDiv(length, Lanes.COUNT) * Lanes.COUNT;
    for (int i = 0; i < lanes; i++) {
      long source = row(start + Math.min(i, length - 1), call.heads, head, call.keySize());
      long target =
          queries
              + (long) (i / Lanes.TILE_ROWS) * call.keySize() * Lanes.TILE_BYTES
              + i % Lanes.TILE_ROWS * 4L;
      copy(call.queries, source, 4, call.scale, memory, target, Lanes.TILE_BYTES, call.keySize());
    }
  }

  private void packKeys(MemorySegment memory, int first, int keys, int kvHead) {
    int size = call.keySize();
    for (int key = 0; key < padded(keys); key++) {
      int tile = key / TILE * TILE;
      long source = row(first + Math.min(key, keys - 1), call.kvHeads(), kvHead, size);
      long target = packedKeys + ((long) tile * size + key - tile) * Float.BYTES;
      int step = ActivationPacking.width(keys, tile) * Float.BYTES;
      copy(call.keys.data, source, 4, 1, memory, target, step, size);
    }
  }

  private void packValues(MemorySegment memory, int first, int keys, int kvHead) {
    int size = call.valueSize();
    long source = row(first, call.kvHeads(), kvHead, size);
    int stride = call.kvHeads() * size * Float.BYTES;
    for (int line = 0; line < padded(size); line++) {
      int tile = line / TILE * TILE;
      long from = source + Math.min(line, size - 1) * 4L;
      long target = packedValues + ((long) tile * keys + line - tile) * Float.BYTES;
      int step = ActivationPacking.width(size, tile) * Float.BYTES;
      copy(call.values.data, from, stride, 1, memory, target, step, keys);
    }
  }

  /** Where the row of a token and head begins. */
  private static long row(int token, int heads, int head, int size) {
    return ((long) token * heads + head) * size * Float.BYTES;
  }

  /** Copies numbers, steps of bytes apart, times a factor: long loops, which C2 enters cheaply. */
  private static void copy(
      MemorySegment x,
      long source,
      int sourceStep,
      float factor,
      MemorySegment y,
      long target,
      int targetStep,
      int count) {
    for (int i = 0; i < count; i++) {
      float value = x.get(FLOAT, source + (long) i * sourceStep);
      y.set(FLOAT, target + (long) i * targetStep, value * factor);
    }
  }

  private void writeResults(MemorySegment memory, int start, int length, int head, int tile) {
    int first = tile * Lanes.TILE_ROWS;
    int count = Math.min(Lanes.TILE_ROWS, length - first);
    long sums = statistics + (2L * tile + 1) * Lanes.TILE_BYTES;
    long source = results + (long) tile * padded(call.valueSize()) * Lanes.TILE_BYTES;
    int size = call.valueSize();
    for (int i = 0; i < count; i++) {
      long target = row(start + first + i, call.heads, head, size);
      float factor = 1 / memory.get(FLOAT, sums + i * 4L);
      copy(memory, source + i * 4L, Lanes.TILE_BYTES, factor, call.result, target, 4, size);
    }
  }
}
