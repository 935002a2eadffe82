package dev.inkstone.engine.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Passes on a given number of bytes and no more; takes every buffer whole. */
final class MeasuredChannel implements WritableByteChannel {
  private final WritableByteChannel target;
  private long remaining;

  MeasuredChannel(WritableByteChannel target, long bytes) {
    this.target = target;
    this.remaining = bytes;
  }

  long remaining() {
    return remaining;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int length = source.remaining();
    if (length > remaining) {
      throw new IllegalStateException(
          "tensor content is too long: %d more bytes, expected %d more"
              .formatted(length, remaining));
    }
    while (source.hasRemaining()) {
      target.write(source);
    }
    remaining -= length;
    return length;
  }

  @Override
  public boolean isOpen() {
    return target.isOpen();
  }

  /** Does nothing: the file is not finished. */
  @Override
  public void close() {}
}
