package dev.inkstone.engine.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Off-heap memory for the tensors of one step, handed out front to back and recycled as a whole.
 *
 * <p>A forward pass asks for the same shapes in the same order again and again, so the arena also
 * recycles the {@link Tensor} and {@link Routing} objects and the lists of tensors: in the steady
 * state {@link #allocate} allocates nothing. Recycled memory is not cleared. Not thread-safe.
 */
final class TensorArena implements AutoCloseable {
  private static final long FIRST_BLOCK = 1 << 20;
  private static final long ALIGNMENT = 64;

  private final Arena memory = Arena.ofShared();
  private final List<MemorySegment> blocks = new ArrayList<>();
  private final List<Slot> slots = new ArrayList<>();
  private final List<Routing> routings = new ArrayList<>();
  private int next;
  private int nextRouting;
  private final List<List<Tensor>> groups = new ArrayList<>();
  private int nextGroup;

  private record Slot(Tensor tensor, int block, long end) {}

  /** A tensor of undefined content, valid until {@link #reset}. */
  Tensor allocate(DType type, int rows, int columns) {
    if (next < slots.size()) {
      Tensor known = slots.get(next).tensor();
      if (known.type() == type && known.rows() == rows && known.columns() == columns) {
        next++;
        return known;
      }
      slots.subList(next, slots.size()).clear();
    }
    Slot slot = place(type, rows, columns);
    slots.add(slot);
    next++;
    return slot.tensor();
  }

  /** For every weight a tensor of undefined content with its rows as columns. */
  List<Tensor> allocateAll(int rows, List<Weight> weights) {
    List<Tensor> group = nextGroup < groups.size() ? groups.get(nextGroup) : List.of();
    boolean known = group.size() == weights.size();
    for (int i = 0; i < weights.size(); i++) {
      Tensor tensor = allocate(DType.F32, rows, weights.get(i).rows());
      known = known && group.get(i) == tensor;
    }
    if (!known) {
      group = weights.isEmpty() ? List.of() : List.copyOf(lastTensors(weights.size()));
      groups.subList(nextGroup, groups.size()).clear();
      groups.add(group);
    }
    nextGroup++;
    return group;
  }

  private List<Tensor> lastTensors(int count) {
    return slots.subList(next - count, next).stream().map(Slot::tensor).toList();
  }

  /** A routing of undefined content, valid as its weights are. */
  Routing allocateRouting(int experts, int tokens, int used) {
    Tensor weights = allocate(DType.F32, tokens, used);
    if (nextRouting < routings.size()) {
      Routing known = routings.get(nextRouting);
      if (known.weights() == weights && known.experts() == experts) {
        nextRouting++;
        return known;
      }
      routings.subList(nextRouting, routings.size()).clear();
    }
    Routing routing = new Routing(experts, weights);
    routings.add(routing);
    nextRouting++;
    return routing;
  }

  /** Makes all memory available again; earlier tensors must not be used any more. */
  void reset() {
    next = 0;
    nextRouting = 0;
    nextGroup = 0;
  }

  /** Off-heap bytes held. */
  long bytes() {
    long sum = 0;
    for (MemorySegment block : blocks) {
      sum += block.byteSize();
    }
    return sum;
  }

  private Slot place(DType type, int rows, int columns) {
    long bytes = (long) rows * columns * type.bytes();
    int block = 0;
    long start = 0;
    if (!slots.isEmpty()) {
      Slot last = slots.getLast();
      block = last.block();
      start = (last.end() + ALIGNMENT - 1) & -ALIGNMENT;
    }
    while (block < blocks.size() && start + bytes > blocks.get(block).byteSize()) {
      block++;
      start = 0;
    }
    if (block == blocks.size()) {
      long size = Math.max(bytes, Math.max(FIRST_BLOCK, bytes() / 2));
      blocks.add(memory.allocate(size, ALIGNMENT));
    }
    MemorySegment data = blocks.get(block).asSlice(start, bytes);
    return new Slot(Tensor.of(type, rows, columns, data), block, start + bytes);
  }

  @Override
  public void close() {
    memory.close();
  }
}
