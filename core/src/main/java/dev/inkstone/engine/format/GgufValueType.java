package dev.inkstone.engine.format;

import java.util.List;
import java.util.Optional;

/** The types of GGUF metadata values. */
public enum GgufValueType {
  /** Unsigned byte. */
  UINT8(0, 1),
  /** Signed byte. */
  INT8(1, 1),
  /** Unsigned 16-bit integer. */
  UINT16(2, 2),
  /** Signed 16-bit integer. */
  INT16(3, 2),
  /** Unsigned 32-bit integer. */
  UINT32(4, 4),
  /** Signed 32-bit integer. */
  INT32(5, 4),
  /** IEEE binary32. */
  FLOAT32(6, 4),
  /** One byte, 0 or 1. */
  BOOL(7, 1),
  /** Length in bytes as uint64, then UTF-8. */
  STRING(8, 8),
  /** Element type as uint32, count as uint64, then the elements. */
  ARRAY(9, 12),
  /** Unsigned 64-bit integer. */
  UINT64(10, 8),
  /** Signed 64-bit integer. */
  INT64(11, 8),
  /** IEEE binary64. */
  FLOAT64(12, 8);

  // In the order of their ids, which have no gaps.
  private static final List<GgufValueType> BY_ID = List.of(values());

  private final int id;
  private final int leastBytes;

  GgufValueType(int id, int leastBytes) {
    this.id = id;
    this.leastBytes = leastBytes;
  }

  /** Bytes of a value, for strings and arrays the bytes of an empty one. */
  int leastBytes() {
    return leastBytes;
  }

  /** The id in the file. */
  int id() {
    return id;
  }

  static Optional<GgufValueType> byId(int id) {
    return id >= 0 && id < BY_ID.size() ? Optional.of(BY_ID.get(id)) : Optional.empty();
  }
}
