package dev.inkstone;

import dev.inkstone.engine.tensor.CacheType;

/** How a model holds the keys and values it remembers of its context. */
public enum KvCacheType {
  /**
   * IEEE binary16: half the memory, the default. Numbers beyond ±65504, infinities too, are held as
   * ±65504; NaN stays NaN.
   */
  F16(CacheType.F16),
  /** IEEE binary32: exact. */
  F32(CacheType.F32),
  /** Bfloat16: as small as binary16, with the range of binary32 and 8 bits of precision. */
  BF16(CacheType.BF16),
  /** 8.5 bits a number: about half the memory of binary16, and next to no loss. */
  Q8_0(CacheType.Q8_0),
  /**
   * 4.5 bits a number, of keys and values that are rotated so that outliers spread: little more
   * than a quarter of the memory of binary16, and some loss.
   */
  Q4_0(CacheType.Q4_0);

  private final CacheType type;

  KvCacheType(CacheType type) {
    this.type = type;
  }

  CacheType type() {
    return type;
  }
}
