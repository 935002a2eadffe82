package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.BlockParts;
import dev.inkstone.engine.kernel.PanelFormat;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * What formats of plain floating-point numbers share. Infinities and NaN pass through them in both
 * directions.
 */
abstract class FloatFormat implements BlockFormat {
  private final PanelFormat.Floats panelFormat;
  private final int bytesPerWeight;

  FloatFormat(PanelFormat.Floats panelFormat, int bytesPerWeight) {
    this.panelFormat = panelFormat;
    this.bytesPerWeight = bytesPerWeight;
  }

  /** Decodes weights within bounds. */
  abstract void read(MemorySegment source, long offset, float[] target, int index, int count);

  /** Encodes weights within bounds. */
  abstract void write(float[] source, int index, int count, MemorySegment target, long offset);

  @Override
  public final String name() {
    return panelFormat.name();
  }

  @Override
  public final int weightsPerBlock() {
    return 1;
  }

  @Override
  public final int bytesPerBlock() {
    return bytesPerWeight;
  }

  @Override
  public final PanelFormat panelFormat() {
    return panelFormat;
  }

  @Override
  public final void decode(
      MemorySegment source, long offset, float[] target, int targetIndex, int count) {
    requireCount(count);
    Objects.checkFromIndexSize(offset, bytesFor(count), source.byteSize());
    Objects.checkFromIndexSize(targetIndex, count, target.length);
    read(source, offset, target, targetIndex, count);
  }

  @Override
  public final void encode(
      float[] source, int sourceIndex, int count, MemorySegment target, long offset) {
    requireCount(count);
    Objects.checkFromIndexSize(sourceIndex, count, source.length);
    Objects.checkFromIndexSize(offset, bytesFor(count), target.byteSize());
    write(source, sourceIndex, count, target, offset);
  }

  /** Never needed: parts exist for codes only, and panels of floats are packed without them. */
  @Override
  public final void split(MemorySegment source, long offset, BlockParts parts) {
    throw new UnsupportedOperationException(
        name() + " has no codes to split; its panels take the weights as they are");
  }

  private void requireCount(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("count = " + count + ", expected 0 or more");
    }
  }
}
