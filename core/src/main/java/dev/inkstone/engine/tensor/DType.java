package dev.inkstone.engine.tensor;

/** Element type of a {@link Tensor}. */
public enum DType {
  /** IEEE binary32, for activations. */
  F32(4),
  /** IEEE binary64, for reference computations. */
  F64(8);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }
}
