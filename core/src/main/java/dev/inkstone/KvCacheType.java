package dev.inkstone;

import dev.inkstone.engine.tensor.CacheType;

/** How a model holds the keys and values it remembers of its context. */
public enum KvCacheType {
  /** IEEE binary16: half the memory, the default. */
  F16(CacheType.F16),
  /** IEEE binary32: exact. */
  F32(CacheType.F32),
  /** Bfloat16: as small as binary16, with the range of binary32 and 8 bits of precision. */
  BF16(CacheType.BF16);

  private final CacheType type;

  KvCacheType(CacheType type) {
    this.type = type;
  }

  CacheType type() {
    return type;
  }
}
