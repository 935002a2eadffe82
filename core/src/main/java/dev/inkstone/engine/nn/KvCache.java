package dev.inkstone.engine.nn;

import dev.inkstone.engine.tensor.DType;
import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.error.ContextOverflowException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The keys and values of the positions a conversation has seen, off-heap, in binary16 or binary32;
 * grows by doubling up to its capacity.
 *
 * <p>Bytes: {@code layers * positions * (keyColumns + valueColumns) * type.bytes()}. Not
 * thread-safe: a cache belongs to one session.
 */
public final class KvCache implements AutoCloseable {
  private static final int FIRST_POSITIONS = 256;

  private final DType type;
  private final int keyColumns;
  private final int valueColumns;
  private final int capacity;
  private final Layer[] layers;
  private int length;

  /**
   * An empty cache.
   *
   * @param type {@code F16} or {@code F32}
   * @param layers number of layers
   * @param keyColumns key elements of one position in one layer
   * @param valueColumns value elements of one position in one layer
   * @param capacity positions it may hold at most
   */
  public KvCache(DType type, int layers, int keyColumns, int valueColumns, int capacity) {
    if (type == DType.F64) {
      throw new IllegalArgumentException("KV cache type F64, expected F16 or F32");
    }
    this.type = type;
    this.keyColumns = keyColumns;
    this.valueColumns = valueColumns;
    this.capacity = capacity;
    this.layers = new Layer[layers];
    for (int i = 0; i < layers; i++) {
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

  /** Element type. */
  public DType type() {
    return type;
  }

  /** Off-heap bytes in use now. */
  public long bytes() {
    long sum = 0;
    for (Layer layer : layers) {
      sum += (long) layer.positions * (keyColumns + valueColumns) * type.bytes();
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
    if (end > target.positions) {
      target.grow(end);
    }
    ops.store(keys, target.keys(), length);
    ops.store(values, target.values(), length);
  }

  /**
   * Keys of {@code layer} from position 0 on; has rows for all stored positions and perhaps more.
   */
  public Tensor keys(int layer) {
    return layers[layer].keys();
  }

  /** Values of {@code layer} from position 0 on. */
  public Tensor values(int layer) {
    return layers[layer].values();
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
      if (layers[i].positions > positions) {
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
    private Tensor keys = Tensor.of(type, 0, keyColumns, MemorySegment.NULL);
    private Tensor values = Tensor.of(type, 0, valueColumns, MemorySegment.NULL);
    private int positions;

    Tensor keys() {
      return keys;
    }

    Tensor values() {
      return values;
    }

    void grow(int needed) {
      int grown =
          (int) Math.min(capacity, Math.max(Math.max(needed, FIRST_POSITIONS), 2L * positions));
      Arena larger = Arena.ofShared();
      try {
        Tensor longerKeys = copy(keys, grown, keyColumns, larger);
        Tensor longerValues = copy(values, grown, valueColumns, larger);
        arena.close();
        keys = longerKeys;
        values = longerValues;
      } catch (Throwable failure) {
        larger.close();
        throw failure;
      }
      arena = larger;
      positions = grown;
    }

    private Tensor copy(Tensor old, int rows, int columns, Arena target) {
      MemorySegment data = target.allocate((long) rows * columns * type.bytes(), 64);
      MemorySegment.copy(old.data(), 0, data, 0, old.bytes());
      return Tensor.of(type, rows, columns, data);
    }

    @Override
    public void close() {
      if (arena.scope().isAlive()) {
        arena.close();
      }
    }
  }
}
