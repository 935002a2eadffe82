package dev.inkstone.engine.tensor;

/**
 * How the rows of a matrix belong to sequences that were put one after the other, without padding:
 * a batch of texts. Immutable.
 */
public final class Sequences {
  private final int[] starts;

  private Sequences(int[] starts) {
    this.starts = starts;
  }

  /**
   * Sequences of these lengths.
   *
   * @throws IllegalArgumentException if there are none, or one has no rows
   */
  public static Sequences of(int... lengths) {
    if (lengths.length == 0) {
      throw new IllegalArgumentException("no sequences, expected at least one");
    }
    int[] starts = new int[lengths.length + 1];
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] < 1) {
        throw new IllegalArgumentException(
            "sequence %d has %d rows, expected at least 1".formatted(i, lengths[i]));
      }
      starts[i + 1] = Math.addExact(starts[i], lengths[i]);
    }
    return new Sequences(starts);
  }

  /** Number of sequences. */
  public int count() {
    return starts.length - 1;
  }

  /** Rows of all. */
  public int rows() {
    return starts[count()];
  }

  /** First row of sequence {@code index}. */
  public int start(int index) {
    return starts[index];
  }

  /** Rows of sequence {@code index}. */
  public int length(int index) {
    return starts[index + 1] - starts[index];
  }

  /** Rows of the longest. */
  public int longest() {
    int longest = 0;
    for (int i = 0; i < count(); i++) {
      longest = Math.max(longest, length(i));
    }
    return longest;
  }

  /** For every row its position in its sequence, from 0 on. */
  public int[] positions() {
    int[] positions = new int[rows()];
    for (int i = 0; i < count(); i++) {
      for (int row = 0; row < length(i); row++) {
        positions[starts[i] + row] = row;
      }
    }
    return positions;
  }

  /** First rows, and {@link #rows()} after the last; not to be changed. */
  int[] starts() {
    return starts;
  }

  @Override
  public String toString() {
    return count() + " sequences of " + rows() + " rows";
  }
}
