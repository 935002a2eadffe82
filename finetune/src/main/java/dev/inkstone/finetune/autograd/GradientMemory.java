package dev.inkstone.finetune.autograd;

import dev.inkstone.engine.tensor.DType;
import dev.inkstone.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/**
 * Zeroed binary32 tensors off the heap. What is recycled serves the next request of the same size,
 * so training steps of one shape allocate in the first step only.
 */
final class GradientMemory implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final Arena arena = Arena.ofShared();
  private final Map<Long, Queue<MemorySegment>> free = new HashMap<>();

  /** A tensor {@code (rows, columns)} of zeros. */
  Tensor zeros(int rows, int columns) {
    long bytes = (long) rows * columns * Float.BYTES;
    Queue<MemorySegment> recycled = free.get(bytes);
    MemorySegment data = recycled == null ? null : recycled.poll();
    if (data == null) {
      data = arena.allocate(bytes, ALIGNMENT);
    } else {
      data.fill((byte) 0);
    }
    return Tensor.of(DType.F32, rows, columns, data);
  }

  /** Takes back the memory of {@code tensor}, which nobody uses any more. */
  void recycle(Tensor tensor) {
    free.computeIfAbsent(tensor.bytes(), bytes -> new ArrayDeque<>()).add(tensor.data());
  }

  @Override
  public void close() {
    arena.close();
  }
}
