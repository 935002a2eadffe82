package dev.inkstone.engine.format;

import dev.inkstone.engine.tensor.Shape;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/** A tensor that waits to be written. */
record OutgoingTensor(String name, Shape shape, StoredType type, TensorContent content) {

  /** Throws IllegalArgumentException where the shape does not fill whole blocks. */
  OutgoingTensor {
    int perBlock = type.weightsPerBlock();
    if (shape.elements() % perBlock != 0) {
      throw new IllegalArgumentException(
          "tensor '%s': shape %s, expected a multiple of %d elements for %s"
              .formatted(name, shape, perBlock, type.name()));
    }
  }

  static OutgoingTensor copyOf(StoredTensor tensor) {
    TensorContent content = TensorContent.of(tensor.data());
    return new OutgoingTensor(tensor.name(), tensor.shape(), tensor.type(), content);
  }

  long bytes() {
    return type.bytesFor(shape.elements());
  }

  /** Writes the content; throws IllegalStateException where it is not {@link #bytes()} long. */
  void writeTo(WritableByteChannel channel) throws IOException {
    MeasuredChannel measured = new MeasuredChannel(channel, bytes());
    content.writeTo(measured);
    if (measured.remaining() != 0) {
      throw new IllegalStateException(
          "tensor '%s': content of %d bytes, expected %d for %s %s"
              .formatted(name, bytes() - measured.remaining(), bytes(), type.name(), shape));
    }
  }
}
