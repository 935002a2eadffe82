package dev.inkstone.engine.kernel;

/**
 * How a cache holds keys or values: what they take, how a row is written and how it is read.
 * Kernels compute with what {@link #readLines} gives them and know no format; where {@link
 * #addLines} is, the format computes.
 *
 * <p>A format arranges the rows of one head in one page, a stretch, as it likes. {@link #write} and
 * {@link #read} define it; {@link #readLines} gives the same numbers with vectors.
 */
public sealed interface CacheFormat permits ElementCache, BlockCache {

  /** Bytes of a stretch: of {@link KeyValueRows#PAGE} rows of {@code size} elements. */
  long stretchBytes(int size);

  /** Elements of a row of {@code size} elements as {@link #readLines} gives it. */
  int lineLength(int size);

  /** Floats behind {@link KeyValueRows#LINES} lines that {@link #readLines} may write. */
  default int spareFloats(int size) {
    return 0;
  }

  /** Whether rows are rotated before they are written; see {@link Hadamard}. */
  default boolean rotates() {
    return false;
  }

  /** Writes the row of a position. */
  void write(float[] row, KeyValueRows rows, int position, int head);

  /** Reads the row of a position. */
  void read(KeyValueRows rows, int position, int head, float[] row);

  /**
   * Reads lines of a stretch as binary32 into {@code target} from {@code to} on, one after the
   * other. A line of keys is one element of all positions of the page; a line of values is the row
   * of one position. More may be written: up to {@link KeyValueRows#LINES} lines and {@link
   * #spareFloats} behind them.
   *
   * <p>An array, because C2 knows what it is. Stores of vectors to a segment are several times as
   * slow once any code has stored to segments of another kind, as the vector classes do themselves
   * while they are interpreted.
   *
   * @param stretch where the stretch begins
   * @param first a multiple of {@link KeyValueRows#LINES}
   * @param count at most {@link KeyValueRows#LINES}
   */
  void readLines(KeyValueRows rows, long stretch, int first, int count, float[] target, int to);

  /**
   * Adds lines of a stretch to sums, as {@link LineSums#add} does with lines as {@link #readLines}
   * gives them, for formats that have a faster way of their own.
   *
   * @return false if there is none for such lines; then nothing was added
   */
  default boolean addLines(KeyValueRows rows, long stretch, LineSums sums) {
    return false;
  }
}
