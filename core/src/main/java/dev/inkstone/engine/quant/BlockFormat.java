package dev.inkstone.engine.quant;

import dev.inkstone.engine.kernel.BlockParts;
import dev.inkstone.engine.kernel.MatrixSource;
import dev.inkstone.engine.kernel.PanelFormat;
import java.lang.foreign.MemorySegment;

/**
 * A weight format: how a run of weights is laid out in bytes and what it means.
 *
 * <p>The scalar {@link #decode} is the definition; {@link #split} feeds the packed panels that
 * kernels use. Implementations are stateless and shared.
 */
public interface BlockFormat extends MatrixSource.BlockSplitter {

  /** The format's name in GGUF and safetensors: {@code F32}, {@code Q4_K}. */
  String name();

  /** Weights per block. */
  int weightsPerBlock();

  /** Bytes per block. */
  int bytesPerBlock();

  /** How this format is kept in packed panels. */
  PanelFormat panelFormat();

  /**
   * Decodes {@code count} weights, a multiple of {@link #weightsPerBlock()}.
   *
   * @param source bytes of any alignment, blocks from {@code offset} on
   */
  void decode(MemorySegment source, long offset, float[] target, int targetIndex, int count);

  /**
   * Encodes {@code count} weights, a multiple of {@link #weightsPerBlock()}, as the reference
   * quantizer does without an importance matrix.
   */
  void encode(float[] source, int sourceIndex, int count, MemorySegment target, long offset);

  /** Takes one block apart; float formats, whose panels need no splitting, throw. */
  @Override
  void split(MemorySegment source, long offset, BlockParts parts);

  /** Bytes of {@code count} weights; {@code count} is a multiple of {@link #weightsPerBlock()}. */
  default long bytesFor(long count) {
    return count / weightsPerBlock() * bytesPerBlock();
  }
}
