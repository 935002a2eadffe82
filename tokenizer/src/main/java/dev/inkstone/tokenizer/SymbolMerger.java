package dev.inkstone.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Byte-pair merging of one run of symbols: again and again the adjacent pair of lowest rank, the
 * leftmost of equals, becomes one symbol.
 *
 * <p>Short runs keep the lowest rank of every eight pairs in an array; long ones keep a heap, so
 * that the time is n log n for every input. A heap entry is checked by content when it is taken
 * out: it counts only if the pair at its place still has its rank. Holds its scratch memory, so it
 * serves one thread; negative symbols merge with nothing.
 *
 * <p>Sennrich, Haddow, Birch 2016, "Neural Machine Translation of Rare Words with Subword Units".
 */
final class SymbolMerger {
  private static final int INDEX_BITS = 7;
  private static final int SHORT = 1 << INDEX_BITS;
  private static final int BLOCK_BITS = 3;

  /** In the place of a pair that merges with nothing. */
  private static final int NEVER = Integer.MAX_VALUE;

  private static final int DEAD = Integer.MIN_VALUE;

  private final PairTable pairs;
  private final @Nullable Map<Integer, Long> origins;

  private int[] symbols = new int[SHORT];

  /** What each symbol and the next may become, before anything is merged. */
  private long[] first = new long[SHORT];

  private int size;

  /** Of each pair of a short run: its rank, and below that its place; what it becomes. */
  private final int[] keys = new int[SHORT];

  /** The lowest key of every block of them. */
  private final int[] lowest = new int[SHORT >> BLOCK_BITS];

  private final int[] results = new int[SHORT];
  private final int[] following = new int[SHORT];
  private final int[] preceding = new int[SHORT];

  private int[] next = {};
  private int[] previous = {};

  /** The pairs that merge at the start, in their order; the heap has those that come up later. */
  private long[] proposals = {};

  private long[] heap = {};
  private int heapSize;

  /** A merger over the given pairs. */
  SymbolMerger(PairTable pairs) {
    this(pairs, null);
  }

  /**
   * A merger that also notes, for every merged symbol that is a key of {@code origins}, the pair
   * ({@code left << 32 | right}) it was last proposed for.
   */
  SymbolMerger(PairTable pairs, @Nullable Map<Integer, Long> origins) {
    this.pairs = pairs;
    this.origins = origins;
  }

  /** Empties the run. */
  void clear() {
    size = 0;
  }

  /** Appends a symbol to the run. */
  void add(int symbol) {
    add(symbol, size == 0 ? PairTable.NONE : pairs.find(symbols[size - 1], symbol));
  }

  /**
   * Appends a symbol to the run.
   *
   * @param value what the table says of the symbol before and this one
   */
  void add(int symbol, long value) {
    if (size == symbols.length) {
      symbols = Arrays.copyOf(symbols, 2 * size);
      first = Arrays.copyOf(first, 2 * size);
    }
    if (size > 0) {
      first[size - 1] = value;
    }
    symbols[size++] = symbol;
  }

  /** Number of symbols in the run. */
  int size() {
    return size;
  }

  /** The symbol at {@code index}. */
  int symbol(int index) {
    return symbols[index];
  }

  /** Merges the run in place. */
  void merge() {
    merge(null);
  }

  /**
   * Merges the run in place.
   *
   * @param dropout whether the next merge is left out until another was done, or null to leave none
   *     out
   */
  void merge(@Nullable BooleanSupplier dropout) {
    if (dropout != null) {
      mergeLong(dropout);
    } else if (size <= SHORT && origins == null && pairs.greatestRank() < NEVER >>> INDEX_BITS) {
      mergeShort();
    } else {
      mergeLong(() -> false);
    }
  }

  private void mergeShort() {
    int blocks = rateAll();
    for (int best = lowest(blocks); best != NEVER; best = lowest(blocks)) {
      joinShort(best & (SHORT - 1));
    }
    int kept = 0;
    for (int at = 0; at < size; at = following[at]) {
      symbols[kept++] = symbols[at];
    }
    size = kept;
  }

  /** Fills the arrays of a short run; returns the number of blocks. */
  private int rateAll() {
    int blocks = Math.max(1, (size + 7) >> BLOCK_BITS);
    for (int block = 0; block < blocks; block++) {
      int best = NEVER;
      int from = block << BLOCK_BITS;
      for (int i = from; i < from + (1 << BLOCK_BITS); i++) {
        following[i] = i + 1;
        preceding[i] = i - 1;
        long value = i + 1 < size ? first[i] : PairTable.NONE;
        int key = value == PairTable.NONE ? NEVER : PairTable.rank(value) << INDEX_BITS | i;
        results[i] = PairTable.merged(value);
        keys[i] = key;
        best = Math.min(best, key);
      }
      lowest[block] = best;
    }
    return blocks;
  }

  private void joinShort(int left) {
    int right = following[left];
    int after = following[right];
    symbols[left] = results[left];
    following[left] = after;
    setKey(right, NEVER);
    if (after < size) {
      preceding[after] = left;
      rate(left, after);
    } else {
      setKey(left, NEVER);
    }
    if (left > 0) {
      rate(preceding[left], left);
    }
  }

  private void rate(int left, int right) {
    long value = pairs.find(symbols[left], symbols[right]);
    if (value == PairTable.NONE) {
      setKey(left, NEVER);
    } else {
      results[left] = PairTable.merged(value);
      setKey(left, PairTable.rank(value) << INDEX_BITS | left);
    }
  }

  private void setKey(int at, int key) {
    int block = at >> BLOCK_BITS;
    int old = keys[at];
    keys[at] = key;
    if (key <= lowest[block]) {
      lowest[block] = key;
    } else if (old == lowest[block]) {
      int best = NEVER;
      int from = block << BLOCK_BITS;
      for (int i = from; i < from + (1 << BLOCK_BITS); i++) {
        best = Math.min(best, keys[i]);
      }
      lowest[block] = best;
    }
  }

  private int lowest(int blocks) {
    int best = lowest[0];
    for (int block = 1; block < blocks; block++) {
      best = Math.min(best, lowest[block]);
    }
    return best;
  }

  private void mergeLong(BooleanSupplier dropout) {
    link();
    int sorted = proposeFirst();
    int at = 0;
    List<Long> dropped = new ArrayList<>();
    while (at < sorted || heapSize > 0) {
      boolean fromFirst = heapSize == 0 || (at < sorted && proposals[at] < heap[0]);
      long top = fromFirst ? proposals[at++] : take();
      int left = (int) top;
      int right = next[left];
      if (right < 0) {
        continue;
      }
      long value = pairs.find(symbols[left], symbols[right]);
      if (value == PairTable.NONE || PairTable.rank(value) != (int) (top >>> 32)) {
        continue;
      }
      if (dropout.getAsBoolean()) {
        dropped.add(top);
        continue;
      }
      join(left, right, PairTable.merged(value));
      dropped.forEach(this::put);
      dropped.clear();
    }
    compact();
  }

  /** Sorts the pairs that merge before anything has merged; returns how many there are. */
  private int proposeFirst() {
    if (proposals.length < size) {
      proposals = new long[symbols.length];
    }
    int count = 0;
    for (int i = 0; i + 1 < size; i++) {
      if (first[i] != PairTable.NONE) {
        noteOrigin(i, i + 1, first[i]);
        proposals[count++] = entry(i, first[i]);
      }
    }
    Arrays.sort(proposals, 0, count);
    return count;
  }

  private void link() {
    if (next.length < size) {
      next = new int[symbols.length];
      previous = new int[symbols.length];
      heap = new long[symbols.length];
    }
    for (int i = 0; i < size; i++) {
      next[i] = i + 1 < size ? i + 1 : -1;
      previous[i] = i - 1;
    }
    heapSize = 0;
  }

  private void join(int left, int right, int merged) {
    symbols[left] = merged;
    symbols[right] = DEAD;
    int after = next[right];
    next[left] = after;
    next[right] = -1;
    if (previous[left] >= 0) {
      propose(previous[left]);
    }
    if (after >= 0) {
      previous[after] = left;
      propose(left);
    }
  }

  private void propose(int left) {
    int right = next[left];
    long value = pairs.find(symbols[left], symbols[right]);
    if (value != PairTable.NONE) {
      noteOrigin(left, right, value);
      put(entry(left, value));
    }
  }

  private void noteOrigin(int left, int right, long value) {
    if (origins != null) {
      long pair = (long) symbols[left] << 32 | symbols[right];
      origins.computeIfPresent(PairTable.merged(value), (symbol, old) -> pair);
    }
  }

  /** Sorts by rank, then by place. */
  private static long entry(int left, long value) {
    return (long) PairTable.rank(value) << 32 | left;
  }

  private void compact() {
    int kept = 0;
    for (int at = size == 0 ? -1 : 0; at >= 0; at = next[at]) {
      symbols[kept++] = symbols[at];
    }
    size = kept;
  }

  private void put(long entry) {
    if (heapSize == heap.length) {
      heap = Arrays.copyOf(heap, 2 * heapSize);
    }
    int at = heapSize++;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (heap[parent] <= entry) {
        break;
      }
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = entry;
  }

  private long take() {
    long top = heap[0];
    long last = heap[--heapSize];
    int at = 0;
    int child = 1;
    while (child < heapSize) {
      if (child + 1 < heapSize && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= last) {
        break;
      }
      heap[at] = heap[child];
      at = child;
      child = 2 * at + 1;
    }
    heap[at] = last;
    return top;
  }
}
