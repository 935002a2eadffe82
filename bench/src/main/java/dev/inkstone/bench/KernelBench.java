package dev.inkstone.bench;

import dev.inkstone.engine.kernel.CacheFormat;
import dev.inkstone.engine.kernel.CpuFeatures;
import dev.inkstone.engine.kernel.Kernels;
import dev.inkstone.engine.kernel.KeyValueRows;
import dev.inkstone.engine.kernel.MatrixSource;
import dev.inkstone.engine.kernel.PackedMatrix;
import dev.inkstone.engine.kernel.Workers;
import dev.inkstone.engine.kernel.Workspace;
import dev.inkstone.engine.quant.BlockFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/**
 * What every kernel benchmark needs: this machine's kernels, threads, scratch memory and random
 * operands. Not thread-safe.
 */
final class KernelBench implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final Arena arena = Arena.ofShared();
  private final Workers workers;
  private final Workspace space;
  private final SplittableRandom random = new SplittableRandom(17);

  /** A bench with {@code threads} threads. */
  KernelBench(int threads) {
    workers = Workers.of(threads);
    space = new Workspace(workers);
  }

  /** The kernels of this machine. */
  Kernels kernels() {
    return CpuFeatures.kernels();
  }

  /** Scratch memory and threads. */
  Workspace space() {
    return space;
  }

  /** {@code count} normally distributed floats. */
  MemorySegment randomFloats(long count) {
    MemorySegment values = floats(count);
    for (long i = 0; i < count; i++) {
      values.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
    }
    return values;
  }

  /** Normally distributed keys in a cache. */
  KeyValueRows randomKeys(CacheFormat format, int positions, int heads, int size) {
    return filled(emptyKeys(format, positions, heads, size), positions, heads, size);
  }

  /** Normally distributed values in a cache. */
  KeyValueRows randomValues(CacheFormat format, int positions, int heads, int size) {
    KeyValueRows values = KeyValueRows.ofValues();
    values.pages(pages(format, positions, heads, size), format, heads, size);
    return filled(values, positions, heads, size);
  }

  /** Room for keys in a cache. */
  KeyValueRows emptyKeys(CacheFormat format, int positions, int heads, int size) {
    return KeyValueRows.ofKeys().pages(pages(format, positions, heads, size), format, heads, size);
  }

  private KeyValueRows filled(KeyValueRows rows, int positions, int heads, int size) {
    kernels().store(space, randomFloats((long) positions * heads * size), positions, rows, 0);
    return rows;
  }

  private MemorySegment pages(CacheFormat format, int positions, int heads, int size) {
    return arena.allocate(KeyValueRows.bytes(format, positions, heads, size), ALIGNMENT);
  }

  /** Room for {@code count} floats. */
  MemorySegment floats(long count) {
    return arena.allocate(count * Float.BYTES, ALIGNMENT);
  }

  /** A packed matrix of normally distributed weights; the rows repeat after 64. */
  PackedMatrix randomMatrix(BlockFormat format, int rows, int columns) {
    long bytesPerRow = format.bytesFor(columns);
    int distinct = Math.min(rows, 64);
    MemorySegment data = arena.allocate(rows * bytesPerRow, ALIGNMENT);
    float[] row = new float[columns];
    for (int r = 0; r < distinct; r++) {
      for (int c = 0; c < columns; c++) {
        row[c] = (float) random.nextGaussian() / (float) Math.sqrt(columns);
      }
      format.encode(row, 0, columns, data, r * bytesPerRow);
    }
    for (int r = distinct; r < rows; r++) {
      MemorySegment.copy(data, r % distinct * bytesPerRow, data, r * bytesPerRow, bytesPerRow);
    }
    MatrixSource source =
        new MatrixSource(format.panelFormat(), format, data, rows, columns, bytesPerRow);
    return kernels().pack(source, arena, workers);
  }

  /** Frees threads and memory. */
  @Override
  public void close() {
    space.close();
    workers.close();
    arena.close();
  }
}
