package dev.inkstone.bench;

import dev.inkstone.engine.format.TensorContent;
import dev.inkstone.engine.quant.BlockFormat;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.WritableByteChannel;
import java.util.SplittableRandom;

/**
 * Random weights in a format, at the speed of copying: normally distributed values are encoded
 * once, in pieces of 256 weights, and a tensor is a random sequence of those pieces.
 *
 * <p>The deviation is {@code 1 / sqrt(columns)}, so that a normalized input keeps its size through
 * a multiplication and activations stay finite through any number of layers.
 */
final class RandomBlocks {
  private static final int PIECE = 256;
  private static final int PIECES = 512;
  private static final int PIECES_PER_WRITE = 512;

  private final BlockFormat format;
  private final int bytesPerPiece;
  private final MemorySegment pool;

  /** Encodes the pieces. */
  RandomBlocks(BlockFormat format, int columns, long seed) {
    this.format = format;
    this.bytesPerPiece = Math.toIntExact(format.bytesFor(PIECE));
    this.pool = MemorySegment.ofArray(new byte[PIECES * bytesPerPiece]);
    SplittableRandom random = new SplittableRandom(seed);
    float deviation = (float) (1 / Math.sqrt(columns));
    float[] values = new float[PIECE];
    for (int piece = 0; piece < PIECES; piece++) {
      for (int i = 0; i < PIECE; i++) {
        values[i] = deviation * (float) random.nextGaussian();
      }
      format.encode(values, 0, PIECE, pool, (long) piece * bytesPerPiece);
    }
  }

  /** A tensor of {@code weights} weights, a multiple of the format's block, written piecewise. */
  TensorContent tensor(long weights, long seed) {
    return channel -> write(channel, format.bytesFor(weights), new SplittableRandom(seed));
  }

  private void write(WritableByteChannel channel, long bytes, SplittableRandom random)
      throws IOException {
    MemorySegment buffer = MemorySegment.ofArray(new byte[PIECES_PER_WRITE * bytesPerPiece]);
    for (long written = 0; written < bytes; written += buffer.byteSize()) {
      for (int i = 0; i < PIECES_PER_WRITE; i++) {
        long from = (long) random.nextInt(PIECES) * bytesPerPiece;
        MemorySegment.copy(pool, from, buffer, (long) i * bytesPerPiece, bytesPerPiece);
      }
      long length = Math.min(buffer.byteSize(), bytes - written);
      TensorContent.of(buffer.asSlice(0, length)).writeTo(channel);
    }
  }
}
