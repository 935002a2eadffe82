package dev.inkstone.engine.format;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Where a writer gets a tensor's bytes from, asked once and only when it is the tensor's turn, so
 * that a model larger than memory can be written tensor by tensor, or a tensor block by block.
 */
@FunctionalInterface
public interface TensorContent {

  /**
   * Writes exactly the bytes that shape and type take; the writer refuses more and fewer.
   *
   * @param channel takes every buffer whole; closing it does nothing
   */
  void writeTo(WritableByteChannel channel) throws IOException;

  /** The bytes of a segment of any size, mapped, native or on the heap. */
  static TensorContent of(MemorySegment segment) {
    return channel -> {
      // The JDK copies heap buffers through native ones of the same size and keeps those.
      long chunk = 1 << 20;
      for (long start = 0; start < segment.byteSize(); start += chunk) {
        long length = Math.min(chunk, segment.byteSize() - start);
        ByteBuffer bytes = segment.asSlice(start, length).asByteBuffer();
        channel.write(bytes);
      }
    };
  }

  /** The values, little endian, as an F32 tensor has them. */
  static TensorContent of(float[] values) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, 4)]);
    MemorySegment.copy(values, 0, bytes, ByteCursor.FLOAT, 0, values.length);
    return of(bytes);
  }
}
