package dev.inkstone.tokenizer;

import java.util.Arrays;

/**
 * The pairs of a run that wait to merge, taken by rank and then by place.
 *
 * <p>A pair that comes up during merging nearly always has a greater rank than the one that merged
 * before it, since a token is made of tokens found earlier. So pairs wait in one list for each rank
 * (each range of ranks, where there are very many), and a list is put in order when its turn comes,
 * which it mostly is already. The rare pair of a lower rank goes into a heap, so that the time is n
 * log n for every input. A short run keeps everything in a sorted array and the heap, for it would
 * not pay to make the lists. Serves one thread.
 */
final class RankQueue {
  /** What {@link #take} returns when nothing waits. */
  static final long NONE = -1;

  /** Runs with fewer pairs do without lists. */
  private static final int MANY = 2048;

  private static final int MOST_LISTS = 1 << 19;

  private final int greatestRank;
  private final int shift;

  /** The last entry of each list, or -1; an entry names the next one, the last the first. */
  private int[] lists = {};

  /** One bit for each list: whether something waits in it. */
  private long[] waiting = {};

  private long[] keys = {};
  private int[] next = {};
  private int entries;
  private int free;

  /** The list that is being taken, in order. */
  private long[] running = {};

  private int at;
  private int count;
  private int runningList;

  private long[] heap = new long[64];
  private int heapSize;

  /** A queue for ranks up to {@code greatestRank}. */
  RankQueue(int greatestRank) {
    this.greatestRank = greatestRank;
    int lists = 0;
    while (greatestRank >>> lists >= MOST_LISTS) {
      lists++;
    }
    this.shift = lists;
  }

  /** What stands for a pair: greater for a greater rank, then for a greater place. */
  static long key(int rank, int place) {
    return (long) rank << 32 | place;
  }

  /** The rank in a key. */
  static int rank(long key) {
    return (int) (key >>> 32);
  }

  /** The place in a key. */
  static int place(long key) {
    return (int) key;
  }

  /** Starts anew with the first {@code size} of some keys. */
  void start(long[] keys, int size) {
    at = 0;
    count = 0;
    heapSize = 0;
    if (size < MANY) {
      runningList = Integer.MAX_VALUE;
      running = keys;
      count = size;
      Arrays.sort(keys, 0, size);
      return;
    }
    openLists(size);
    for (int i = 0; i < size; i++) {
      append(list(keys[i]), keys[i]);
    }
  }

  /** Adds a pair. */
  void put(long key) {
    int list = list(key);
    if (list > runningList) {
      append(list, key);
    } else {
      putEarly(key);
    }
  }

  /** Takes the lowest key, or {@link #NONE}. */
  long take() {
    while (true) {
      if (at < count && (heapSize == 0 || running[at] <= heap[0])) {
        return running[at++];
      }
      if (heapSize > 0) {
        return takeEarly();
      }
      if (!runNext()) {
        return NONE;
      }
    }
  }

  private int list(long key) {
    return rank(key) >>> shift;
  }

  private void openLists(int size) {
    if (lists.length == 0) {
      lists = new int[(greatestRank >>> shift) + 1];
      Arrays.fill(lists, -1);
      waiting = new long[(lists.length + 63) >>> 6];
    }
    if (keys.length < size) {
      keys = new long[size + size / 2];
      next = new int[size + size / 2];
    }
    runningList = -1;
    running = new long[0];
    entries = 0;
    free = -1;
  }

  private void append(int list, long key) {
    int entry = free;
    if (entry >= 0) {
      free = next[entry];
    } else {
      entry = entries++;
      if (entry == keys.length) {
        keys = Arrays.copyOf(keys, 2 * entry);
        next = Arrays.copyOf(next, 2 * entry);
      }
    }
    keys[entry] = key;
    int last = lists[list];
    if (last < 0) {
      next[entry] = entry;
      waiting[list >>> 6] |= 1L << list;
    } else {
      next[entry] = next[last];
      next[last] = entry;
    }
    lists[list] = entry;
  }

  /** Makes the next list that is not empty the running one; false when there is none. */
  private boolean runNext() {
    int word = (runningList + 1) >>> 6;
    if (runningList == Integer.MAX_VALUE || word >= waiting.length) {
      return false;
    }
    long bits = waiting[word] & -1L << (runningList + 1);
    while (bits == 0) {
      if (++word == waiting.length) {
        return false;
      }
      bits = waiting[word];
    }
    runningList = word << 6 | Long.numberOfTrailingZeros(bits);
    waiting[word] &= ~(1L << runningList);
    unload(lists[runningList]);
    lists[runningList] = -1;
    return true;
  }

  /** Copies the list that ends with an entry to the running array, in order, and frees it. */
  private void unload(int last) {
    at = 0;
    count = 0;
    long before = NONE;
    boolean ordered = true;
    int entry = last;
    do {
      entry = next[entry];
      if (count == running.length) {
        running = Arrays.copyOf(running, Math.max(64, 2 * count));
      }
      long key = keys[entry];
      ordered &= key >= before;
      before = key;
      running[count++] = key;
    } while (entry != last);
    if (!ordered) {
      Arrays.sort(running, 0, count);
    }
    int first = next[last];
    next[last] = free;
    free = first;
  }

  private void putEarly(long key) {
    if (heapSize == heap.length) {
      heap = Arrays.copyOf(heap, 2 * heapSize);
    }
    int at = heapSize++;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (heap[parent] <= key) {
        break;
      }
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = key;
  }

  private long takeEarly() {
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
