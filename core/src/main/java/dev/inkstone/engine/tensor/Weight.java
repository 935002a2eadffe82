package dev.inkstone.engine.tensor;

import dev.inkstone.engine.kernel.Kernels;
import dev.inkstone.engine.kernel.MatrixSource;
import dev.inkstone.engine.kernel.PackedMatrix;
import dev.inkstone.engine.kernel.PanelFormat;
import dev.inkstone.engine.quant.BlockFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * A weight of a model: a matrix {@code (rows = out, columns = in)} or a vector {@code (1,
 * columns)}, in the format its file stores, packed for the kernels on first use.
 *
 * <p>Thread-safe. Valid until the model that owns it is closed.
 */
public final class Weight {
  private static final int EXAMPLE_ROWS = 128;

  private final String name;
  private final int rows;
  private final int columns;
  private final BlockFormat format;
  private final MemorySegment data;
  private final WeightMemory memory;
  private final PackingArena packing;
  private volatile @Nullable PackedMatrix packed;
  private volatile @Nullable MemorySegment floats;

  /**
   * A weight over {@code data} in {@code format}.
   *
   * @param name the tensor's name, for messages
   * @param shape {@code [out, in]} or {@code [columns]}
   * @param data exactly the rows, any alignment
   */
  public Weight(
      String name, Shape shape, BlockFormat format, MemorySegment data, WeightMemory memory) {
    if (shape.rank() != 1 && shape.rank() != 2) {
      throw new IllegalArgumentException(
          "weight '" + name + "': shape " + shape + ", expected 1 or 2 dimensions");
    }
    this.name = name;
    this.rows = shape.rank() == 1 ? 1 : Math.toIntExact(shape.dimension(0));
    this.columns = Math.toIntExact(shape.dimension(shape.rank() - 1));
    this.format = format;
    this.data = data;
    this.memory = memory;
    this.packing = new PackingArena(memory.arena());
    if (columns % format.weightsPerBlock() != 0 || data.byteSize() != rows * bytesPerRow()) {
      throw new IllegalArgumentException(
          "weight '%s' %s of %s: %d bytes, expected %d"
              .formatted(name, shape, format.name(), data.byteSize(), rows * bytesPerRow()));
    }
  }

  /** The tensor's name in its file. */
  public String name() {
    return name;
  }

  /** Output features; 1 for a vector. */
  public int rows() {
    return rows;
  }

  /** Input features. */
  public int columns() {
    return columns;
  }

  /** {@code [rows, columns]}. */
  public Shape shape() {
    return Shape.of(rows, columns);
  }

  /** Number of weights. */
  public long count() {
    return (long) rows * columns;
  }

  /** The format of {@link #data()}. */
  public BlockFormat format() {
    return format;
  }

  /** The row-major bytes in {@link #format()}. */
  public MemorySegment data() {
    return data;
  }

  /** Bytes of one row of {@link #data()}. */
  public long bytesPerRow() {
    return format.bytesFor(columns);
  }

  /** Decodes row {@code row} into {@code target[0 .. columns - 1]}. */
  public void decodeRow(int row, float[] target) {
    decodeRow(row, target, 0);
  }

  /** Decodes row {@code row} into {@code target}, from {@code at} on. */
  public void decodeRow(int row, float[] target, int at) {
    format.decode(data, row * bytesPerRow(), target, at, columns);
  }

  /** Whether {@link #packed()} is already made. */
  public boolean isPacked() {
    return packed != null;
  }

  /** Bytes that {@link #packed()} takes. */
  public long packedBytes() {
    return PackedMatrix.bytesFor(format.panelFormat(), rows, columns, memory.kernels().lanes());
  }

  /** The matrix in panels; packs it on first use, in parallel. */
  public PackedMatrix packed() {
    PackedMatrix result = packed;
    if (result == null) {
      synchronized (this) {
        result = packed;
        if (result == null) {
          MatrixSource source =
              new MatrixSource(format.panelFormat(), format, data, rows, columns, bytesPerRow());
          result = memory.kernels().pack(source, packing, memory.workers());
          packed = result;
        }
      }
    }
    return result;
  }

  /**
   * Takes over panels that were packed before, so that {@link #packed()} need not read {@link
   * #data()}; does nothing if it is packed already.
   *
   * @param panels what {@link #panels()} gave for the same weights and the same {@link
   *     WeightMemory#layout()}; must live as long as the model
   */
  public synchronized void adopt(MemorySegment panels) {
    if (packed == null) {
      packed = memory.kernels().adopt(format.panelFormat(), rows, columns, panels);
    }
  }

  /** The packed matrix, or while there is none a small one of zeros in the same format. */
  PackedMatrix packedOrLike(Arena arena) {
    PackedMatrix made = packed;
    if (made != null) {
      return made;
    }
    int some = Math.min(rows, EXAMPLE_ROWS);
    Kernels kernels = memory.kernels();
    PanelFormat panels = format.panelFormat();
    long bytes = PackedMatrix.bytesFor(panels, some, columns, kernels.lanes());
    return kernels.adopt(panels, some, columns, arena.allocate(bytes, 64));
  }

  /** The memory of {@link #packed()}, not to be written. */
  public MemorySegment panels() {
    return packed().data();
  }

  /**
   * All weights as native binary32, row-major; decodes on first use. Meant for norms and biases.
   */
  public MemorySegment floats() {
    MemorySegment result = floats;
    if (result == null) {
      synchronized (this) {
        result = floats;
        if (result == null) {
          result = decodeAll(packing);
          floats = result;
        }
      }
    }
    return result;
  }

  /**
   * Forgets packed forms after {@link #data()} was changed, as an optimizer does; not while others
   * read. The next ones take the same memory.
   */
  public synchronized void changed() {
    packed = null;
    floats = null;
    packing.rewind();
  }

  private MemorySegment decodeAll(Arena arena) {
    MemorySegment target = arena.allocate(count() * Float.BYTES, 64);
    float[] row = new float[columns];
    for (int r = 0; r < rows; r++) {
      decodeRow(r, row);
      MemorySegment.copy(
          row, 0, target, ValueLayout.JAVA_FLOAT, (long) r * columns * Float.BYTES, columns);
    }
    return target;
  }

  @Override
  public String toString() {
    return "'" + name + "' " + shape() + " " + format.name();
  }
}
