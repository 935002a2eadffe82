package dev.inkstone.engine.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory for the packed forms of one weight, out of its model's arena. After {@link #rewind} the
 * same requests get the same memory again, so that a weight under training is packed in place at
 * every step instead of growing the model.
 *
 * <p>Not thread-safe; {@link Weight} guards it.
 */
final class PackingArena implements Arena {
  private final Arena parent;
  private final List<MemorySegment> used = new ArrayList<>();
  private final List<MemorySegment> free = new ArrayList<>();

  PackingArena(Arena parent) {
    this.parent = parent;
  }

  /** Takes back all memory handed out; nobody may use it any more. */
  void rewind() {
    free.addAll(used);
    used.clear();
  }

  @Override
  public MemorySegment allocate(long byteSize, long byteAlignment) {
    MemorySegment segment = recycled(byteSize, byteAlignment);
    used.add(segment);
    return segment;
  }

  private MemorySegment recycled(long byteSize, long byteAlignment) {
    for (MemorySegment candidate : free) {
      if (candidate.byteSize() == byteSize && candidate.address() % byteAlignment == 0) {
        free.remove(candidate);
        return candidate.fill((byte) 0);
      }
    }
    return parent.allocate(byteSize, byteAlignment);
  }

  @Override
  public MemorySegment.Scope scope() {
    return parent.scope();
  }

  /** Does nothing: the memory is the parent's. */
  @Override
  public void close() {}
}
