package dev.inkstone.engine.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What one caller of kernels brings along: workers, and scratch memory that grows and is reused.
 *
 * <p>Belongs to one caller at a time; not thread-safe. Scratch memory is what the largest call so
 * far needed: for products packed activations ({@code 4 * tokens * columns} bytes), and per worker
 * weights and sums of half a megabyte at most; for attention of many tokens, per worker keys,
 * values, queries and sums of up to 16 tiles of 64 queries (1.1 MB with heads of 128), and within
 * sequences of the longest sequence; and the panels of {@link Kernels#packTransposed}.
 */
public final class Workspace implements AutoCloseable {
  /** Alignment of every scratch segment: a cache line, and the widest vector. */
  static final long ALIGNMENT = 64;

  private final Workers workers;
  private final Scratch shared = new Scratch();
  private final Scratch panels = new Scratch();
  private final Scratch[] tiles;
  private @Nullable Jobs jobs;
  private boolean closed;

  /** A workspace over {@code workers}, which it does not close. */
  public Workspace(Workers workers) {
    this.workers = workers;
    tiles = new Scratch[workers.threads()];
    for (int i = 0; i < tiles.length; i++) {
      tiles[i] = new Scratch();
    }
  }

  /** The threads kernels of this workspace run on. */
  public Workers workers() {
    return workers;
  }

  /** Bytes of scratch memory held now. */
  public long bytes() {
    long sum = shared.segment.byteSize() + panels.segment.byteSize();
    for (Scratch tile : tiles) {
      sum += tile.segment.byteSize();
    }
    return sum;
  }

  /** Memory that all workers of a call share; what an earlier call left in it is undefined. */
  MemorySegment shared(long bytes) {
    return grown(shared, bytes);
  }

  /** Memory for panels that products of other calls read. */
  MemorySegment panels(long bytes) {
    return grown(panels, bytes);
  }

  /** Gives every worker a tile of {@code bytes} at least; called before a job starts. */
  void prepareTiles(long bytes) {
    for (Scratch tile : tiles) {
      grown(tile, bytes);
    }
  }

  /** The tile of one worker. */
  MemorySegment tile(int worker) {
    return tiles[worker].segment;
  }

  /** The reused job objects of the kernels that last ran here, null before the first. */
  @Nullable Jobs jobs() {
    return jobs;
  }

  /** Keeps job objects for the next call. */
  void keep(Jobs jobs) {
    this.jobs = jobs;
  }

  private MemorySegment grown(Scratch scratch, long bytes) {
    if (closed) {
      throw new IllegalStateException("workspace is closed");
    }
    if (scratch.segment.byteSize() < bytes) {
      scratch.grow(bytes);
    }
    return scratch.segment;
  }

  /** Frees the scratch memory; kernels that need any then throw IllegalStateException. */
  @Override
  public void close() {
    closed = true;
    shared.free();
    panels.free();
    for (Scratch tile : tiles) {
      tile.free();
    }
  }

  /** Job objects that one set of kernels keeps from call to call. */
  interface Jobs {}

  private static final class Scratch {
    private @Nullable Arena arena;
    private MemorySegment segment = MemorySegment.NULL;

    void grow(long bytes) {
      long size = Math.max(bytes, segment.byteSize() + segment.byteSize() / 2);
      free();
      Arena fresh = Arena.ofShared();
      arena = fresh;
      segment = fresh.allocate(PanelLayout.aligned(size), ALIGNMENT);
    }

    void free() {
      segment = MemorySegment.NULL;
      if (arena != null) {
        arena.close();
        arena = null;
      }
    }
  }
}
