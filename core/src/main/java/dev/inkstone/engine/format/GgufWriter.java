package dev.inkstone.engine.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.inkstone.engine.tensor.Shape;
import dev.inkstone.files.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes GGUF files of version 3, little endian, that ggml and its relatives read.
 *
 * <p>Metadata and tensors appear in the file in the order they were given. Setting a key again
 * replaces its value. Not thread-safe.
 *
 * <pre>{@code
 * new GgufWriter()
 *     .metadata(source.metadata())
 *     .string("general.name", "tuned")
 *     .tensor("output.weight", Shape.of(512, 64), type, content)
 *     .write(Path.of("tuned.gguf"));
 * }</pre>
 */
public final class GgufWriter {
  private static final int VERSION = 3;
  private static final int MOST_DIMENSIONS = 4;
  private static final int LONGEST_NAME = 63;
  private static final int LONGEST_KEY = 65_535;

  private final Map<String, GgufValue> metadata = new LinkedHashMap<>();
  private final Map<String, OutgoingTensor> tensors = new LinkedHashMap<>();

  /** Sets a metadata value of any type. */
  public GgufWriter set(String key, GgufValue value) {
    if (key.isEmpty() || key.getBytes(UTF_8).length > LONGEST_KEY) {
      throw new IllegalArgumentException(
          "metadata key of %d characters, expected 1 to %d bytes"
              .formatted(key.length(), LONGEST_KEY));
    }
    if (key.equals(GgufParser.ALIGNMENT_KEY)) {
      checkAlignment(value);
    }
    metadata.put(key, value);
    return this;
  }

  /** Sets a string. */
  public GgufWriter string(String key, String value) {
    return set(key, GgufValue.string(value));
  }

  /** Sets a boolean. */
  public GgufWriter bool(String key, boolean value) {
    return set(key, GgufValue.bool(value));
  }

  /** Sets an unsigned 32-bit integer. */
  public GgufWriter uint32(String key, long value) {
    return set(key, GgufValue.uint32(value));
  }

  /** Sets a 32-bit float. */
  public GgufWriter float32(String key, float value) {
    return set(key, GgufValue.float32(value));
  }

  /** Sets an array of strings. */
  public GgufWriter strings(String key, List<String> values) {
    return set(key, GgufValue.strings(values));
  }

  /** Sets an array of signed 32-bit integers. */
  public GgufWriter int32s(String key, int... values) {
    return set(key, GgufValue.int32s(values));
  }

  /** Sets an array of 32-bit floats. */
  public GgufWriter float32s(String key, float... values) {
    return set(key, GgufValue.float32s(values));
  }

  /**
   * Copies all metadata of another file with their types, except the part numbers of a split one:
   * what is written here is one file.
   */
  public GgufWriter metadata(Metadata source) {
    source.entries().entrySet().stream()
        .filter(entry -> !entry.getKey().startsWith("split."))
        .forEach(entry -> set(entry.getKey(), entry.getValue()));
    return this;
  }

  /** Sets the alignment of tensor data in bytes, a power of two; 32 where it is not set. */
  public GgufWriter alignment(int bytes) {
    return uint32(GgufParser.ALIGNMENT_KEY, bytes);
  }

  /**
   * Adds a tensor.
   *
   * @param name up to 63 bytes of UTF-8, as ggml allows; each name once
   * @param shape row-major, slowest first; up to 4 dimensions above zero, rows of whole blocks
   * @param type one of {@link GgmlTypes}
   * @param content its bytes, asked for when the file is written
   */
  public GgufWriter tensor(String name, Shape shape, StoredType type, TensorContent content) {
    return add(new OutgoingTensor(name, shape, type, content));
  }

  /** Adds a copy of a tensor of another file, which must stay open until this one is written. */
  public GgufWriter tensor(StoredTensor tensor) {
    return add(OutgoingTensor.copyOf(tensor));
  }

  private GgufWriter add(OutgoingTensor tensor) {
    GgmlTypes.id(tensor.type());
    checkShape(tensor);
    if (tensor.name().getBytes(UTF_8).length > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "tensor name '%s' is longer than %d bytes".formatted(tensor.name(), LONGEST_NAME));
    }
    if (tensors.putIfAbsent(tensor.name(), tensor) != null) {
      throw new IllegalArgumentException("tensor '" + tensor.name() + "' was added before");
    }
    return this;
  }

  /**
   * Writes the file: beside {@code target} first, then moved there, so that it is never half there.
   *
   * @throws IllegalStateException if a tensor's content has another length than its shape says
   * @throws dev.inkstone.error.InkstoneException if the file cannot be written
   */
  public void write(Path target) {
    AtomicFile.write(target, this::writeTo);
  }

  private void writeTo(FileChannel channel) throws IOException {
    int alignment = alignment();
    ByteBuffer header = header(alignment);
    while (header.hasRemaining()) {
      channel.write(header);
    }
    for (OutgoingTensor tensor : tensors.values()) {
      tensor.writeTo(channel);
      pad(channel, alignment);
    }
  }

  private ByteBuffer header(int alignment) {
    ByteSink sink = new ByteSink().int32(GgufParser.MAGIC).int32(VERSION);
    sink.int64(tensors.size()).int64(metadata.size());
    GgufValueWriter values = new GgufValueWriter(sink);
    metadata.forEach(
        (key, value) -> {
          sink.string(key);
          values.write(value);
        });
    long offset = 0;
    for (OutgoingTensor tensor : tensors.values()) {
      tensorInfo(sink, tensor, offset);
      offset = aligned(offset + tensor.bytes(), alignment);
    }
    return sink.pad(alignment).written();
  }

  private static void tensorInfo(ByteSink sink, OutgoingTensor tensor, long offset) {
    Shape shape = tensor.shape();
    sink.string(tensor.name()).int32(shape.rank());
    for (int i = shape.rank() - 1; i >= 0; i--) {
      sink.int64(shape.dimension(i));
    }
    sink.int32(GgmlTypes.id(tensor.type())).int64(offset);
  }

  private static void pad(FileChannel channel, int alignment) throws IOException {
    long position = channel.position();
    ByteBuffer zeros = ByteBuffer.allocate((int) (aligned(position, alignment) - position));
    while (zeros.hasRemaining()) {
      channel.write(zeros);
    }
  }

  private static long aligned(long position, int alignment) {
    return (position + alignment - 1) & -(long) alignment;
  }

  private int alignment() {
    GgufValue value = metadata.get(GgufParser.ALIGNMENT_KEY);
    return value != null && value.value() instanceof Long bytes
        ? bytes.intValue()
        : GgufParser.DEFAULT_ALIGNMENT;
  }

  private static void checkAlignment(GgufValue value) {
    boolean valid =
        value.type() == GgufValueType.UINT32
            && value.value() instanceof Long bytes
            && bytes >= 1
            && bytes <= 1 << 30
            && Long.bitCount(bytes) == 1;
    if (!valid) {
      throw new IllegalArgumentException(
          "alignment " + value.value() + ", expected a UINT32 power of two from 1 to 2^30");
    }
  }

  private static void checkShape(OutgoingTensor tensor) {
    Shape shape = tensor.shape();
    long row = shape.rank() == 0 ? 1 : shape.dimension(shape.rank() - 1);
    if (shape.rank() > MOST_DIMENSIONS
        || shape.elements() == 0
        || row % tensor.type().weightsPerBlock() != 0) {
      throw new IllegalArgumentException(
          "tensor '%s': shape %s, expected up to %d dimensions above zero and rows of whole %s"
              .formatted(tensor.name(), shape, MOST_DIMENSIONS, tensor.type()));
    }
  }
}
