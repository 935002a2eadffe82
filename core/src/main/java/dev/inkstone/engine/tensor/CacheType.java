package dev.inkstone.engine.tensor;

import dev.inkstone.engine.kernel.CacheFormat;
import dev.inkstone.engine.kernel.CacheFormats;
import dev.inkstone.engine.kernel.KeyValueRows;

/** How a cache holds keys and values. */
public enum CacheType {
  /** Binary32. */
  F32,
  /** Binary16; numbers beyond ±65504 are held as ±65504. */
  F16,
  /** Bfloat16. */
  BF16,
  /** 8 bits and a binary16 scale for every 32. */
  Q8_0,
  /** 4 bits and a binary16 scale for every 32, of rotated keys and values. */
  Q4_0;

  CacheFormat format() {
    return CacheFormats.byName(name());
  }

  /** Bytes of the whole pages that hold keys or values of {@code positions}. */
  public long bytes(int positions, int heads, int size) {
    return KeyValueRows.bytes(format(), positions, heads, size);
  }
}
