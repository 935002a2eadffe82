package dev.inkstone.engine.kernel;

/** What is done with the elements of a matrix product before they are stored. */
public enum Epilogue {
  /** Nothing. */
  NONE,
  /** A bias is added to every row. */
  BIAS,
  /** A bias is added to every row, then GELU taken. */
  BIAS_GELU,
  /** They are added to what stands where they go. */
  ADD,
  /** They are multiplied with the SiLU of what stands where they go. */
  GATE;

  /** Whether a bias is read. */
  boolean biased() {
    return this == BIAS || this == BIAS_GELU;
  }
}
