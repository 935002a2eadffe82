package dev.inkstone.engine.nn;

import dev.inkstone.engine.tensor.CacheType;
import dev.inkstone.engine.tensor.CachedRows;
import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.error.ContextOverflowException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The keys and values of the positions a conversation has seen, off-heap, in any {@link CacheType};
 * grows by doubling up to its capacity, in pages of {@link CachedRows#PAGE} positions.
 *
 * <p>Not thread-safe: a cache belongs to one session.
 */
public final class KvCache implements AutoCloseable {
  private static final int FIRST_PAGES = 2;

  private final CacheType type;
  private final Shape shape;
  private final int capacity;
  private final Layer[] layers;
  private int length;

  /**
   * What a cache remembers of a position.
   *
   * @param layers number of layers
   * @param heads key/value heads of a layer
   * @param keySize elements of a key
   * @param valueSize elements of a value
   */
  public record Shape(int layers, int heads, int keySize, int valueSize) {

    /** Bytes of a cache of {@code type} with {@code positions}: whole pages. */
    public long bytes(CacheType type, int positions) {
      return layers
          * (type.bytes(positions, heads, keySize) + type.bytes(positions, heads, valueSize));
    }
  }

  /**
   * An empty cache.
   *
   * @param capacity positions it may hold at most
   */
  public KvCache(CacheType type, Shape shape, int capacity) {
    this.type = type;
    this.shape = shape;
    this.capacity = capacity;
    this.layers = new Layer[shape.layers()];
    for (int i = 0; i < layers.length; i++) {
      this.layers[i] = new Layer();
    }
  }

  /** Positions held; the next token stands at this position. */
  public int length() {
    return length;
  }

  /** Positions the cache may hold at most. */
  public int capacity() {
    return capacity;
  }

  /** How it holds keys and values. */
  public CacheType type() {
    return type;
  }

  /** Off-heap bytes in use now. */
  public long bytes() {
    long sum = 0;
    for (Layer layer : layers) {
      sum += layer.keys.data().byteSize() + layer.values.data().byteSize();
    }
    return sum;
  }

  /**
   * Stores keys and values of the positions after {@link #length()} in {@code layer}; {@link
   * #advance} makes them count once all layers have stored theirs.
   */
  public void store(Ops ops, int layer, Tensor keys, Tensor values) {
    int end = length + keys.rows();
    if (end > capacity) {
      throw new ContextOverflowException(
          "context is full: %d positions after %d, at most %d"
              .formatted(keys.rows(), length, capacity),
          end,
          capacity);
    }
    Layer target = layers[layer];
    if (end > target.positions()) {
      target.grow(end);
    }
    ops.store(keys, target.keys, length);
    ops.store(values, target.values, length);
  }

  /** Keys of {@code layer}: those of all stored positions, and perhaps room for more. */
  public CachedRows keys(int layer) {
    return layers[layer].keys;
  }

  /** Values of {@code layer}. */
  public CachedRows values(int layer) {
    return layers[layer].values;
  }

  /** Makes {@code count} stored positions count. */
  public void advance(int count) {
    length += count;
  }

  /** Forgets all positions from {@code newLength} on; keeps the memory. */
  public void truncate(int newLength) {
    if (newLength < 0 || newLength > length) {
      throw new IllegalArgumentException(
          "cannot truncate " + length + " positions to " + newLength);
    }
    length = newLength;
  }

  /** Forgets all positions; keeps the memory of layers that hold {@code positions} at most. */
  public void clear(int positions) {
    length = 0;
    for (int i = 0; i < layers.length; i++) {
      if (layers[i].positions() > positions) {
        layers[i].close();
        layers[i] = new Layer();
      }
    }
  }

  /** Frees the memory; a second call does nothing. */
  @Override
  public void close() {
    for (Layer layer : layers) {
      layer.close();
    }
    length = 0;
  }

  private final class Layer implements AutoCloseable {
    private Arena arena = Arena.ofShared();
    private CachedRows keys = keys(0, MemorySegment.NULL);
    private CachedRows values = values(0, MemorySegment.NULL);

    long positions() {
      return (long) keys.pages() * CachedRows.PAGE;
    }

    void grow(int needed) {
      int most = Math.ceilDiv(capacity, CachedRows.PAGE);
      int pages = Math.ceilDiv(needed, CachedRows.PAGE);
      int grown = Math.min(most, Math.max(Math.max(pages, FIRST_PAGES), 2 * keys.pages()));
      Arena larger = Arena.ofShared();
      try {
        CachedRows longerKeys = keys(grown, copy(keys, grown, shape.keySize(), larger));
        CachedRows longerValues = values(grown, copy(values, grown, shape.valueSize(), larger));
        arena.close();
        keys = longerKeys;
        values = longerValues;
      } catch (Throwable failure) {
        larger.close();
        throw failure;
      }
      arena = larger;
    }

    private MemorySegment copy(CachedRows old, int pages, int size, Arena target) {
      long positions = (long) pages * CachedRows.PAGE;
      int counted = (int) Math.min(positions, Integer.MAX_VALUE);
      MemorySegment data = target.allocate(type.bytes(counted, shape.heads(), size), 64);
      MemorySegment.copy(old.data(), 0, data, 0, old.data().byteSize());
      return data;
    }

    private CachedRows keys(int pages, MemorySegment data) {
      return CachedRows.keys(type, pages, shape.heads(), shape.keySize(), data);
    }

    private CachedRows values(int pages, MemorySegment data) {
      return CachedRows.values(type, pages, shape.heads(), shape.valueSize(), data);
    }

    @Override
    public void close() {
      if (arena.scope().isAlive()) {
        arena.close();
      }
    }
  }
}
