package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Attention of many queries, in tiles (Dao et al. 2022, arXiv:2205.14135). Lane = query: the
 * queries of all heads that share a key head stand side by side, so that maxima and sums of the
 * softmax need no steps across lanes, and both products are those of {@link TileCall}:
 *
 * <pre>
 *   scores[key][query]  = keys packed [d][6 keys]     x  queries [d][lanes]
 *   result[v][query]   += values packed [key][6 of v] x  weights [key][lanes]
 * </pre>
 *
 * <p>Keys go by in blocks of 48, counted from position 0, and a chunk holds up to 16 tiles of
 * queries, so that packing a block serves all of them.
 */
final class VectorPrefillAttention implements Workers.Job {
  private static final int KEYS = 48;
  private static final int TILE = ActivationPacking.TILE;
  private static final int MAX_TILES = 16;
  private static final int CHUNKS_PER_THREAD = 4;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private final Workspace space;
  private final TileCall[] tileCalls;
  private final SoftmaxCall[] softmaxCalls;
  private final Lines[] lines;
  private AttentionCall call = new AttentionCall();
  private int group;
  private int lanes;
  private int tilesPerChunk;
  private int chunksPerHead;
  private int valueLines;

  // Offsets in a worker's memory.
  private long scores;
  private long packedKeys;
  private long packedValues;
  private long queries;
  private long results;
  private long statistics;
  private long spare;

  VectorPrefillAttention(Workspace space) {
    this.space = space;
    tileCalls = new TileCall[space.workers().threads()];
    softmaxCalls = new SoftmaxCall[tileCalls.length];
    lines = new Lines[tileCalls.length];
    Arrays.setAll(lines, i -> new Lines());
    Arrays.setAll(tileCalls, i -> new TileCall());
    Arrays.setAll(softmaxCalls, i -> new SoftmaxCall());
  }

  void attend(AttentionCall call) {
    this.call = call;
    group = call.heads / call.kvHeads();
    lanes = call.tokens * group;
    int tiles = Math.ceilDiv(lanes, Lanes.TILE_ROWS);
    int wanted = Math.ceilDiv(space.workers().threads() * CHUNKS_PER_THREAD, call.kvHeads());
    tilesPerChunk = Math.clamp(tiles / wanted, 1, MAX_TILES);
    chunksPerHead = Math.ceilDiv(tiles, tilesPerChunk);
    valueLines = Math.ceilDiv(call.valueSize(), TILE) * TILE;
    packedKeys = (long) KEYS * Lanes.TILE_BYTES;
    packedValues = packedKeys + PanelLayout.aligned((long) KEYS * call.keySize() * Float.BYTES);
    queries = packedValues + PanelLayout.aligned((long) KEYS * valueLines * Float.BYTES);
    results = queries + (long) tilesPerChunk * call.keySize() * Lanes.TILE_BYTES;
    statistics = results + (long) tilesPerChunk * valueLines * Lanes.TILE_BYTES;
    spare = statistics + 2L * tilesPerChunk * Lanes.TILE_BYTES;
    space.prepareTiles(spare + TileCall.SUM_BYTES);
    for (Lines page : lines) {
      page.prepare(call);
    }
    space.workers().run(call.kvHeads() * chunksPerHead, this);
  }

  @Override
  public void run(int chunk, int worker) {
    // Late queries see most keys: late and early ones take turns, so that every thread's range of
    // chunks is about the same work.
    int kvHead = chunk % call.kvHeads();
    int turn = chunk / call.kvHeads();
    int part = turn % 2 == 0 ? chunksPerHead - 1 - turn / 2 : turn / 2;
    int firstLane = part * tilesPerChunk * Lanes.TILE_ROWS;
    int endLane = Math.min(lanes, firstLane + tilesPerChunk * Lanes.TILE_ROWS);
    MemorySegment memory = space.tile(worker);
    int tiles = Math.ceilDiv(endLane - firstLane, Lanes.TILE_ROWS);
    packQueries(memory, lines[worker].row, kvHead, firstLane, tiles);
    SoftmaxCall softmax = softmaxCalls[worker];
    softmax.clear(memory, results, (long) tiles * valueLines, statistics, tiles);
    int last = position(endLane - 1);
    int first = call.window > 0 ? Math.max(0, position(firstLane) - call.window + 1) : 0;
    int start = first / KEYS * KEYS;
    for (int block = start; block <= last; block += KEYS) {
      if (block == start || block % KeyValueRows.PAGE == 0) {
        readPage(lines[worker], kvHead, block / KeyValueRows.PAGE * KeyValueRows.PAGE, last);
      }
      packKeys(memory, lines[worker].keys, block);
      packValues(memory, lines[worker].values, block, last);
      for (int tile = 0; tile < tiles; tile++) {
        attendBlock(tileCalls[worker], softmax, memory, firstLane, tile, block);
      }
    }
    for (int tile = 0; tile < tiles; tile++) {
      writeResults(memory, lines[worker].row, kvHead, firstLane, tile);
    }
  }

  private int position(int lane) {
    return call.firstPosition + lane / group;
  }

  private void attendBlock(
      TileCall product,
      SoftmaxCall softmax,
      MemorySegment memory,
      int firstLane,
      int tile,
      int block) {
    int lane = firstLane + tile * Lanes.TILE_ROWS;
    int lastLane = Math.min(lanes, lane + Lanes.TILE_ROWS) - 1;
    if (block > position(lastLane)
        || (call.window > 0 && block + KEYS <= position(lane) - call.window + 1)) {
      return;
    }
    multiplyKeys(product, memory, tile);
    softmax.memory = memory;
    softmax.scores = scores;
    softmax.keys = KEYS;
    softmax.maxima = statistics + 2L * tile * Lanes.TILE_BYTES;
    softmax.results = results + (long) tile * valueLines * Lanes.TILE_BYTES;
    softmax.lines = valueLines;
    if (block + KEYS - 1 > position(lane)
        || (call.window > 0 && block < position(lastLane) - call.window + 1)) {
      for (int i = 0; i < Lanes.TILE_ROWS; i++) {
        maskLane(memory, i, position(Math.min(lane + i, lanes - 1)), block);
      }
    }
    softmax.run();
    multiplyValues(product, tile);
  }

  private void multiplyKeys(TileCall product, MemorySegment memory, int tile) {
    product.a = memory;
    product.b = memory;
    product.bOffset = queries + (long) tile * call.keySize() * Lanes.TILE_BYTES;
    product.depth = call.keySize();
    product.sums = memory;
    product.spareOffset = spare;
    for (int key = 0; key < KEYS; key += TILE) {
      product.aOffset = packedKeys + (long) key * call.keySize() * Float.BYTES;
      product.sumsOffset = scores + (long) key * Lanes.TILE_BYTES;
      product.multiply(TILE);
    }
  }

  private void multiplyValues(TileCall product, int tile) {
    product.bOffset = scores;
    product.depth = KEYS;
    for (int line = 0; line < valueLines; line += TILE) {
      product.aOffset = packedValues + (long) line * KEYS * Float.BYTES;
      product.sumsOffset = results + ((long) tile * valueLines + line) * Lanes.TILE_BYTES;
      product.multiplyAdd(TILE);
    }
  }

  /** Strikes out the keys of a block that a query does not see. */
  private void maskLane(MemorySegment memory, int lane, int position, int block) {
    int first = call.window > 0 ? position - call.window + 1 - block : 0;
    for (int key = 0; key < Math.min(first, KEYS); key++) {
      memory.set(FLOAT, score(key, lane), SoftmaxCall.UNSEEN);
    }
    for (int key = Math.max(0, position + 1 - block); key < KEYS; key++) {
      memory.set(FLOAT, score(key, lane), SoftmaxCall.UNSEEN);
    }
  }

  private long score(int key, int lane) {
    return scores + (long) key * Lanes.TILE_BYTES + lane * 4L;
  }

  private void packQueries(
      MemorySegment memory, float[] row, int kvHead, int firstLane, int tiles) {
    for (int i = 0; i < tiles * Lanes.TILE_ROWS; i++) {
      int lane = Math.min(firstLane + i, lanes - 1);
      long head = (long) (lane / group) * call.heads + (long) kvHead * group + lane % group;
      long source = head * call.keySize() * Float.BYTES;
      long target =
          queries
              + (long) (i / Lanes.TILE_ROWS) * call.keySize() * Lanes.TILE_BYTES
              + i % Lanes.TILE_ROWS * 4L;
      MemorySegment.copy(call.queries, FLOAT, source, row, 0, call.keySize());
      call.keys.rotate(row);
      for (int d = 0; d < call.keySize(); d++) {
        memory.set(FLOAT, target + (long) d * Lanes.TILE_BYTES, row[d] * call.scale);
      }
    }
  }

  private void readPage(Lines lines, int kvHead, int page, int last) {
    read(call.keys, kvHead, page, last, lines.keys);
    read(call.values, kvHead, page, last, lines.values);
  }

  private static void read(KeyValueRows rows, int kvHead, int page, int last, float[] target) {
    int lines = rows.keys ? rows.lines() : Math.min(rows.lines(), last + 1 - page);
    for (int line = 0; line < lines; line += KeyValueRows.LINES) {
      int count = Math.min(KeyValueRows.LINES, lines - line);
      rows.readLines(page, kvHead, line, count, last + 1, target, line * rows.lineLength());
    }
  }

  private void packKeys(MemorySegment memory, float[] lines, int block) {
    int size = call.keySize();
    for (int key = 0; key < KEYS; key += TILE) {
      int source = block % KeyValueRows.PAGE + key;
      long target = packedKeys + (long) key * size * Float.BYTES;
      for (int d = 0; d < size; d++) {
        copy(lines, source + d * KeyValueRows.PAGE, memory, target + d * TILE * 4L);
      }
    }
  }

  private void packValues(MemorySegment memory, float[] rows, int block, int last) {
    int rowLength = call.values.lineLength();
    for (int key = 0; key < KEYS; key++) {
      // What lies beyond the row goes to lines that nobody reads.
      int row = (block % KeyValueRows.PAGE + key) * rowLength;
      long target = packedValues + (long) key * TILE * Float.BYTES;
      for (int line = 0; line < valueLines; line += TILE) {
        long to = target + (long) line * KEYS * 4L;
        if (block + key > last) {
          clear(memory, to);
        } else {
          copy(rows, row + line, memory, to);
        }
      }
    }
  }

  private static void copy(float[] source, int from, MemorySegment memory, long to) {
    memory.set(FLOAT, to, source[from]);
    memory.set(FLOAT, to + 4, source[from + 1]);
    memory.set(FLOAT, to + 8, source[from + 2]);
    memory.set(FLOAT, to + 12, source[from + 3]);
    memory.set(FLOAT, to + 16, source[from + 4]);
    memory.set(FLOAT, to + 20, source[from + 5]);
  }

  private static void clear(MemorySegment memory, long line) {
    for (int i = 0; i < TILE; i++) {
      memory.set(FLOAT, line + i * 4L, 0);
    }
  }

  private void writeResults(
      MemorySegment memory, float[] row, int kvHead, int firstLane, int tile) {
    int count = Math.min(Lanes.TILE_ROWS, lanes - firstLane - tile * Lanes.TILE_ROWS);
    long sums = statistics + (2L * tile + 1) * Lanes.TILE_BYTES;
    long source = results + (long) tile * valueLines * Lanes.TILE_BYTES;
    for (int i = 0; i < count; i++) {
      int lane = firstLane + tile * Lanes.TILE_ROWS + i;
      long head = (long) (lane / group) * call.heads + (long) kvHead * group + lane % group;
      long target = head * call.valueSize() * Float.BYTES;
      float factor = 1 / memory.get(FLOAT, sums + i * 4L);
      for (int v = 0; v < call.valueSize(); v++) {
        row[v] = memory.get(FLOAT, source + (long) v * Lanes.TILE_BYTES + i * 4L) * factor;
      }
      call.values.rotate(row);
      MemorySegment.copy(row, 0, call.result, FLOAT, target, call.valueSize());
    }
  }

  /** Keys and values of a page, as they were read, and room for a row. */
  private static final class Lines {
    float[] keys = {};
    float[] values = {};
    float[] row = {};

    void prepare(AttentionCall call) {
      keys = grown(keys, call.keys.floatsOfLines(call.keySize()));
      values = grown(values, call.values.floatsOfLines(KeyValueRows.PAGE));
      row = grown(row, Math.max(call.keySize(), call.valueSize()));
    }

    private static float[] grown(float[] array, int length) {
      return array.length < length ? new float[length] : array;
    }
  }
}
