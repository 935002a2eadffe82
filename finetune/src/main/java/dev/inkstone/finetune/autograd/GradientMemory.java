package dev.inkstone.finetune.autograd;

import dev.inkstone.engine.tensor.DType;
import dev.inkstone.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Zeroed binary32 tensors off the heap, in blocks that are used again. A request takes the smallest
 * free block it fits in; where none is large enough, a new block takes the place of the largest
 * free one. So there are never more blocks than tensors in use at the same time, and steps of
 * changing lengths need about what the longest needs.
 */
final class GradientMemory implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final List<Block> free = new ArrayList<>();
  private final IdentityHashMap<Tensor, Block> used = new IdentityHashMap<>();
  private long bytes;

  /** Memory with a life of its own, so that it can go back before the others. */
  private record Block(Arena arena, MemorySegment data) {
    static Block of(long bytes) {
      Arena arena = Arena.ofShared();
      return new Block(arena, arena.allocate(bytes, ALIGNMENT));
    }

    long size() {
      return data.byteSize();
    }
  }

  /** A tensor {@code (rows, columns)} of zeros. */
  Tensor zeros(int rows, int columns) {
    long size = (long) rows * columns * Float.BYTES;
    Block block = smallestFree(size);
    if (block == null) {
      releaseLargestFree();
      block = Block.of(size);
      bytes += size;
    } else {
      free.remove(block);
      block.data().asSlice(0, size).fill((byte) 0);
    }
    Tensor tensor = Tensor.of(DType.F32, rows, columns, block.data().asSlice(0, size));
    used.put(tensor, block);
    return tensor;
  }

  /** Takes back the memory of {@code tensor}, which nobody uses any more. */
  void recycle(Tensor tensor) {
    Block block = used.remove(tensor);
    if (block == null) {
      throw new IllegalArgumentException("tensor " + tensor + " is not in use here");
    }
    free.add(block);
  }

  /** Bytes held, in use or free. */
  long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    used.values().forEach(block -> block.arena().close());
    free.forEach(block -> block.arena().close());
    used.clear();
    free.clear();
    bytes = 0;
  }

  private @Nullable Block smallestFree(long size) {
    @Nullable Block best = null;
    for (Block block : free) {
      if (block.size() >= size && (best == null || block.size() < best.size())) {
        best = block;
      }
    }
    return best;
  }

  private void releaseLargestFree() {
    @Nullable Block largest = null;
    for (Block block : free) {
      if (largest == null || block.size() > largest.size()) {
        largest = block;
      }
    }
    if (largest != null) {
      free.remove(largest);
      bytes -= largest.size();
      largest.arena().close();
    }
  }
}
