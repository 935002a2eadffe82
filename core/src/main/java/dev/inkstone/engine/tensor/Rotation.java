package dev.inkstone.engine.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The angles of a rotary position embedding (Su et al. 2021, arXiv:2104.09864): pair {@code i} of a
 * head turns by {@code position * frequency[i]}, and is multiplied by {@code magnitude}.
 *
 * <p>Cosines and sines are computed in binary64 once per position and kept. Thread-safe.
 */
public final class Rotation {
  private static final int FIRST_CAPACITY = 256;

  private final int headSize;
  private final boolean interleaved;
  private final double[] frequencies;
  private final double magnitude;
  private volatile MemorySegment table = MemorySegment.NULL;

  /**
   * A rotation of the first {@code 2 * frequencies.length} elements of heads of {@code headSize}.
   *
   * @param interleaved pairs {@code (2i, 2i+1)} as GGUF's Llama stores them, else {@code (i, i +
   *     n/2)} as Hugging Face does
   * @param frequencies radians per position of each pair
   * @param magnitude factor of cosine and sine, 1 unless YaRN or LongRoPE scale it
   */
  public Rotation(int headSize, boolean interleaved, double[] frequencies, double magnitude) {
    if (frequencies.length * 2 > headSize) {
      throw new IllegalArgumentException(
          frequencies.length + " pairs do not fit a head of " + headSize + " elements");
    }
    this.headSize = headSize;
    this.interleaved = interleaved;
    this.frequencies = frequencies.clone();
    this.magnitude = magnitude;
  }

  /** Elements of a head. */
  public int headSize() {
    return headSize;
  }

  /** Elements of a head that turn, the first ones. */
  public int rotated() {
    return frequencies.length * 2;
  }

  /** Whether pairs are neighbours. */
  public boolean interleaved() {
    return interleaved;
  }

  /** Angle of pair {@code pair} at {@code position}, in radians. */
  public double angle(int position, int pair) {
    return position * frequencies[pair];
  }

  /** Factor of cosine and sine. */
  public double magnitude() {
    return magnitude;
  }

  /**
   * Binary32 rows for positions {@code 0 .. positions - 1} at least: the cosines of all pairs, then
   * their sines.
   */
  public MemorySegment table(int positions) {
    MemorySegment current = table;
    return current.byteSize() >= bytes(positions) ? current : grow(positions);
  }

  /**
   * Bytes the table takes once {@code positions} positions were reached a few at a time: it doubles
   * when it grows.
   */
  public long tableBytes(int positions) {
    long capacity = FIRST_CAPACITY;
    while (capacity < positions) {
      capacity *= 2;
    }
    return capacity * bytes(1);
  }

  private synchronized MemorySegment grow(int positions) {
    MemorySegment current = table;
    if (current.byteSize() >= bytes(positions)) {
      return current;
    }
    int known = (int) (current.byteSize() / bytes(1));
    int capacity = Math.max(FIRST_CAPACITY, Math.max(positions, 2 * known));
    MemorySegment grown = Arena.ofAuto().allocate(bytes(capacity), 64);
    MemorySegment.copy(current, 0, grown, 0, current.byteSize());
    int pairs = frequencies.length;
    for (int position = known; position < capacity; position++) {
      long row = (long) position * 2 * pairs;
      for (int pair = 0; pair < pairs; pair++) {
        double angle = angle(position, pair);
        grown.setAtIndex(ValueLayout.JAVA_FLOAT, row + pair, (float) (Math.cos(angle) * magnitude));
        grown.setAtIndex(
            ValueLayout.JAVA_FLOAT, row + pairs + pair, (float) (Math.sin(angle) * magnitude));
      }
    }
    table = grown;
    return grown;
  }

  private long bytes(int positions) {
    return (long) positions * rotated() * Float.BYTES;
  }
}
