package dev.inkstone.engine.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The numeric kernels: one set with vectors, one scalar set that defines the results.
 *
 * <p>All segments are native, start at their data and hold row-major binary32 unless said
 * otherwise. No kernel allocates per call. Every result is independent of the number of threads,
 * bit for bit. A {@link Workspace} belongs to one caller at a time; kernels themselves are
 * stateless and shared.
 *
 * <p>Where {@link IllegalArgumentException} is promised, sizes are checked before anything is
 * written. The small operations check nothing: a segment that is too short throws
 * IndexOutOfBoundsException, after part of the work. All throw IllegalStateException if the
 * workspace or its workers are closed and needed.
 */
public interface Kernels {

  /** Rows per panel: float lanes of the vectors in use. */
  int lanes();

  /** Short description for reports, for example {@code "512-bit vectors"} or {@code "scalar"}. */
  String description();

  /**
   * Packs a matrix into panels, in parallel; the memory comes from {@code arena}, aligned to 64
   * bytes.
   *
   * @throws IllegalArgumentException if the data is too short or the columns are no whole blocks
   */
  PackedMatrix pack(MatrixSource source, Arena arena, Workers workers);

  /**
   * A matrix whose panels are in memory already, as {@link #pack} of kernels with equal {@link
   * #lanes} wrote them. Nothing is copied.
   *
   * @param panels native, aligned to 64 bytes, exactly the panels
   * @throws IllegalArgumentException if they are not
   */
  default PackedMatrix adopt(PanelFormat format, int rows, int columns, MemorySegment panels) {
    PanelLayout layout = new PanelLayout(format, rows, columns, lanes());
    KernelChecks.panels(layout, panels);
    return new PanelMatrix(layout, panels);
  }

  /**
   * Packs the transpose of {@code count} rows of {@code columns} elements, from row {@code first}
   * on, in parallel: the product {@code x . w^T} with the result is {@code x . rows}, as backward
   * passes need it. Its memory is the workspace's, and it is valid until the next call there; only
   * a shape other than the last one's allocates something, a description of some bytes.
   */
  PackedMatrix packTransposed(Workspace space, RowReader rows, int first, int count, int columns);

  /**
   * Has the JVM compile what a decoder with such matrices needs, in {@code nanos} at most; runs on
   * the calling thread and on {@code workers}, and ends early if the thread is interrupted. Does
   * nothing for formats that it was asked for before, or where nothing is gained.
   *
   * @param examples a matrix of each format, in the kind of memory (mapped or not) that the others
   *     are in; read only
   */
  default void warmUp(List<PackedMatrix> examples, Workers workers, long nanos) {}

  /**
   * {@code y (tokens, rows) = x (tokens, columns) . w^T}.
   *
   * @throws IllegalArgumentException if there is no token, or a segment is too short or of the heap
   */
  default void multiply(
      Workspace space, PackedMatrix w, MemorySegment x, int tokens, MemorySegment y) {
    multiply(space, w, x, 0, tokens, y);
  }

  /**
   * The same for the tokens {@code first .. first + tokens - 1} of {@code x} and {@code y} alone.
   *
   * @throws IllegalArgumentException if there is no token, or a segment is too short or of the heap
   */
  void multiply(
      Workspace space, PackedMatrix w, MemorySegment x, int first, int tokens, MemorySegment y);

  /**
   * All products of a call, bit-equal to the operations one by one.
   *
   * @throws IllegalArgumentException if there is no matrix or token, the columns differ, the
   *     epilogue is a gate, there is a bias and the call begins after token 0, or a segment is too
   *     short or of the heap
   */
  void multiply(Workspace space, MultiplyCall call);

  /**
   * The gated product {@code silu(x . w[0]^T) * (x . w[1]^T)} of a call with two matrices of the
   * same shape, bit-equal to the operations one by one; it goes to the first result, the second is
   * left alone. The call has no epilogue.
   *
   * @throws IllegalArgumentException if it has one, or its matrices are not two of one shape, or a
   *     segment is too short or of the heap
   */
  void gated(Workspace space, MultiplyCall call);

  /**
   * {@code y[t] = x[t] / sqrt(mean(x[t]^2) + epsilon) * gain}, for {@code rows} rows of {@code
   * columns}.
   */
  void rmsNorm(
      Workspace space,
      MemorySegment x,
      MemorySegment gain,
      float epsilon,
      int rows,
      int columns,
      MemorySegment y);

  /**
   * Layer norm of {@code rows} rows of {@code columns} elements, with the mean and the variance of
   * a row (divided by {@code columns}): {@code y[t] = (z[t] - mean) / sqrt(variance + epsilon) *
   * gain + bias}, where {@code z = x + addend}, or {@code x} if there is no addend.
   */
  void layerNorm(
      Workspace space,
      MemorySegment x,
      @Nullable MemorySegment addend,
      MemorySegment gain,
      MemorySegment bias,
      float epsilon,
      int rows,
      int columns,
      MemorySegment y);

  /** {@code y = a + b}, {@code count} elements; {@code y} may be {@code a}. */
  void add(Workspace space, MemorySegment a, MemorySegment b, long count, MemorySegment y);

  /** {@code y[t] = x[t] + bias} for each of {@code rows} rows; {@code y} may be {@code x}. */
  void addRow(
      Workspace space, MemorySegment x, MemorySegment bias, int rows, int columns, MemorySegment y);

  /** {@code y = a * b}, element by element. */
  void multiplyElements(
      Workspace space, MemorySegment a, MemorySegment b, long count, MemorySegment y);

  /** {@code y = x * factor}. */
  void scale(Workspace space, MemorySegment x, float factor, long count, MemorySegment y);

  /**
   * Sums of rows: {@code y[t] = sum over j of factors[t][j] * x[rows[t * terms + j]]}, in the order
   * of {@code j}.
   *
   * @param rows which row of {@code x} each term is, {@code count * terms} of them at least
   * @param factors {@code (count, terms)}
   * @param terms rows in a sum, at least 1
   * @param count sums
   * @param columns elements of a row
   * @throws IllegalArgumentException if there is no term, or {@code rows} are too few or not in x
   */
  void mixRows(
      Workspace space,
      MemorySegment x,
      int[] rows,
      MemorySegment factors,
      int terms,
      int count,
      int columns,
      MemorySegment y);

  /** {@code y = x / (1 + exp(-x))}. */
  void silu(Workspace space, MemorySegment x, long count, MemorySegment y);

  /**
   * {@code y = x * Phi(x)} with the distribution function of the normal distribution; absolute
   * error below {@code 3e-7 * max(1, |x|)}. {@code y} may be {@code x}.
   */
  void gelu(Workspace space, MemorySegment x, long count, MemorySegment y);

  /** {@code y = silu(gate) * up}. */
  void swiGlu(Workspace space, MemorySegment gate, MemorySegment up, long count, MemorySegment y);

  /**
   * Rotates {@code rows} rows of {@code heads} heads.
   *
   * @param table for each row {@code rotated / 2} pairs: all cosines, then all sines, of that row's
   *     position, so {@code rotated} floats a row, the first row of {@code x} at the table's start
   * @param headSize elements of one head; elements past {@code rotated} are copied
   * @param interleaved pairs {@code (2i, 2i+1)} if true, else {@code (i, i + rotated/2)}
   */
  void rotate(
      Workspace space,
      MemorySegment x,
      int rows,
      int heads,
      int headSize,
      int rotated,
      boolean interleaved,
      MemorySegment table,
      MemorySegment y);

  /**
   * Writes the rows {@code x (tokens, heads * size)} into a cache, from {@code firstPosition} on.
   *
   * @throws IllegalArgumentException if x is too short, the pages end before the last position, or
   *     {@code rows} are a plain matrix
   */
  void store(Workspace space, MemorySegment x, int tokens, KeyValueRows rows, int firstPosition);

  /**
   * Attention; see {@link AttentionCall}.
   *
   * @throws IllegalArgumentException if there is no token, a number is negative, key heads do not
   *     divide the heads, keys and values differ in heads or are exchanged, sequences do not ascend
   *     to the number of tokens, or a segment is too short or of the heap
   */
  void attention(Workspace space, AttentionCall call);
}
