package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.PanelFormat;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** What formats of integer codes share: the walk from block to block and its checks. */
abstract class CodedFormat implements BlockFormat {
  private final String name;
  private final int bytesPerBlock;
  private final PanelFormat.Codes panelFormat;

  CodedFormat(String name, int bytesPerBlock, PanelFormat.Codes panelFormat) {
    this.name = name;
    this.bytesPerBlock = bytesPerBlock;
    this.panelFormat = panelFormat;
  }

  /** Decodes one block. */
  abstract void decodeBlock(MemorySegment source, long offset, float[] target, int index);

  /** Encodes one block of finite weights. */
  abstract void encodeBlock(float[] source, int index, MemorySegment target, long offset);

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final int weightsPerBlock() {
    return panelFormat.weightsPerBlock();
  }

  @Override
  public final int bytesPerBlock() {
    return bytesPerBlock;
  }

  @Override
  public final PanelFormat panelFormat() {
    return panelFormat;
  }

  @Override
  public final void decode(
      MemorySegment source, long offset, float[] target, int targetIndex, int count) {
    int blocks = blocks(count);
    Objects.checkFromIndexSize(offset, bytesFor(count), source.byteSize());
    Objects.checkFromIndexSize(targetIndex, count, target.length);
    for (int block = 0; block < blocks; block++) {
      decodeBlock(
          source,
          offset + (long) block * bytesPerBlock,
          target,
          targetIndex + block * weightsPerBlock());
    }
  }

  @Override
  public final void encode(
      float[] source, int sourceIndex, int count, MemorySegment target, long offset) {
    int blocks = blocks(count);
    Objects.checkFromIndexSize(sourceIndex, count, source.length);
    Objects.checkFromIndexSize(offset, bytesFor(count), target.byteSize());
    requireFinite(source, sourceIndex, count);
    for (int block = 0; block < blocks; block++) {
      encodeBlock(
          source,
          sourceIndex + block * weightsPerBlock(),
          target,
          offset + (long) block * bytesPerBlock);
    }
  }

  private int blocks(int count) {
    if (count < 0 || count % weightsPerBlock() != 0) {
      throw new IllegalArgumentException(
          "count = " + count + ", expected a multiple of " + weightsPerBlock() + " for " + name);
    }
    return count / weightsPerBlock();
  }

  private void requireFinite(float[] source, int from, int count) {
    for (int i = from; i < from + count; i++) {
      if (!Float.isFinite(source[i])) {
        throw new IllegalArgumentException(
            "source[" + i + "] = " + source[i] + ", expected finite weights for " + name);
      }
    }
  }
}
