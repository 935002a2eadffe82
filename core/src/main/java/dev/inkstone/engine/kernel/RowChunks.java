package dev.inkstone.engine.kernel;

/**
 * Rows cut into chunks of about so many elements, so that a single chunk, which runs on the caller
 * alone, is what a token or two need. Reused; belongs to one job.
 */
final class RowChunks {
  /** Elements of a chunk, unless there is a reason for fewer. */
  static final int ELEMENTS = 16384;

  private final int elements;
  private int rows;
  private int perChunk;

  RowChunks() {
    this(ELEMENTS);
  }

  /** Chunks of about {@code elements}, of one row at least. */
  RowChunks(int elements) {
    this.elements = elements;
  }

  /** Cuts {@code rows} rows of {@code columns} elements; returns how many chunks there are. */
  int cut(int rows, long columns) {
    this.rows = rows;
    perChunk = (int) Math.max(1, elements / Math.max(1, columns));
    return Math.ceilDiv(rows, perChunk);
  }

  /** The first row of a chunk. */
  int first(int chunk) {
    return chunk * perChunk;
  }

  /** The row after the last of a chunk. */
  int end(int chunk) {
    return (int) Math.min(rows, (chunk + 1L) * perChunk);
  }
}
