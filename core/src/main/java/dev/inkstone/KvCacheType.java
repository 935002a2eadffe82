package dev.inkstone;

import dev.inkstone.engine.tensor.DType;

/** Element type of the keys and values a model remembers of its context. */
public enum KvCacheType {
  /** IEEE binary16: half the memory, the default. */
  F16(DType.F16),
  /** IEEE binary32: exact. */
  F32(DType.F32);

  private final DType type;

  KvCacheType(DType type) {
    this.type = type;
  }

  DType type() {
    return type;
  }
}
