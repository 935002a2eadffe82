package dev.inkstone.engine.tensor;

/** How the rows of a sequence become one. */
public enum Pooling {
  /** The mean of all rows. */
  MEAN,
  /** The first row. */
  FIRST,
  /** The last row. */
  LAST
}
