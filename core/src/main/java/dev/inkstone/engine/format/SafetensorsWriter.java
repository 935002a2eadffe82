package dev.inkstone.engine.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.inkstone.engine.tensor.Shape;
import dev.inkstone.error.InkstoneException;
import dev.inkstone.files.AtomicFile;
import dev.inkstone.files.FileFailures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes safetensors: one file, or a folder of shards with their index.
 *
 * <p>Within a file, tensors of wider elements come first, so that all are aligned; otherwise they
 * keep the order they were given in. Not thread-safe.
 */
public final class SafetensorsWriter {
  private static final int HEADER_ALIGNMENT = 8;

  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, OutgoingTensor> tensors = new LinkedHashMap<>();

  /** Sets a string under {@code __metadata__}; {@code format} = {@code pt} is customary. */
  public SafetensorsWriter metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /**
   * Adds a tensor.
   *
   * @param name its name, each once
   * @param shape row-major, slowest first; may have no elements
   * @param type one of {@link SafetensorsTypes}
   * @param content its bytes, asked for when the file is written
   */
  public SafetensorsWriter tensor(
      String name, Shape shape, StoredType type, TensorContent content) {
    return add(new OutgoingTensor(name, shape, type, content));
  }

  /** Adds a copy of a tensor of another file, which must stay open until this one is written. */
  public SafetensorsWriter tensor(StoredTensor tensor) {
    return add(OutgoingTensor.copyOf(tensor));
  }

  private SafetensorsWriter add(OutgoingTensor tensor) {
    SafetensorsTypes.require(tensor.type());
    if (tensor.name().equals(SafetensorsHeaderReader.METADATA)) {
      throw new IllegalArgumentException("'" + tensor.name() + "' cannot be a tensor's name");
    }
    if (tensors.putIfAbsent(tensor.name(), tensor) != null) {
      throw new IllegalArgumentException("tensor '" + tensor.name() + "' was added before");
    }
    return this;
  }

  /**
   * Writes one file: beside {@code target} first, then moved there, so that it is never half there.
   *
   * @throws IllegalStateException if a tensor's content has another length than its shape says
   * @throws InkstoneException if the file cannot be written
   */
  public void write(Path target) {
    write(target, tensors.values());
  }

  /**
   * Writes {@code model.safetensors} into a folder, or, where that would be longer, shards of at
   * most {@code maxShardBytes} bytes of data and {@code model.safetensors.index.json}, the index
   * last. A tensor that is larger has a shard for itself.
   *
   * @param folder made where it does not exist
   * @throws InkstoneException if the folder holds a model in the other form, which readers might
   *     prefer
   */
  public void writeFolder(Path folder, long maxShardBytes) {
    List<List<OutgoingTensor>> shards = SafetensorsShards.split(tensors.values(), maxShardBytes);
    boolean single = shards.size() <= 1;
    refuse(folder.resolve(single ? SafetensorsIndex.FILE_NAME : SafetensorsFile.SINGLE_FILE));
    create(folder);
    if (single) {
      write(folder.resolve(SafetensorsFile.SINGLE_FILE));
      return;
    }
    for (int i = 0; i < shards.size(); i++) {
      write(folder.resolve(SafetensorsShards.name(i, shards.size())), shards.get(i));
    }
    byte[] index = SafetensorsShards.index(shards);
    AtomicFile.write(
        folder.resolve(SafetensorsIndex.FILE_NAME),
        channel -> writeAll(channel, ByteBuffer.wrap(index)));
  }

  private static void refuse(Path other) {
    if (Files.exists(other)) {
      throw new InkstoneException(
          other + " is in the way of the model to write: delete it, or choose another folder");
    }
  }

  private static void create(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw FileFailures.of("create", folder, e);
    }
  }

  private void write(Path target, Collection<OutgoingTensor> unordered) {
    List<OutgoingTensor> ordered =
        unordered.stream().sorted(Comparator.comparingInt(SafetensorsWriter::narrowness)).toList();
    AtomicFile.write(
        target,
        channel -> {
          byte[] header = header(ordered);
          ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
          writeAll(channel, length.putLong(header.length).flip());
          writeAll(channel, ByteBuffer.wrap(header));
          for (OutgoingTensor tensor : ordered) {
            tensor.writeTo(channel);
          }
        });
  }

  private static int narrowness(OutgoingTensor tensor) {
    StoredType type = tensor.type();
    return type.weightsPerBlock() == 1 ? -type.bytesPerBlock() : 0;
  }

  private byte[] header(List<OutgoingTensor> ordered) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(SafetensorsHeaderReader.METADATA);
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      long begin = 0;
      for (OutgoingTensor tensor : ordered) {
        entry(json, tensor, begin);
        begin += tensor.bytes();
      }
      json.writeEndObject();
    }
    while (bytes.size() % HEADER_ALIGNMENT != 0) {
      bytes.write(' ');
    }
    return bytes.toByteArray();
  }

  private static void entry(JsonGenerator json, OutgoingTensor tensor, long begin)
      throws IOException {
    json.writeObjectFieldStart(tensor.name());
    json.writeStringField("dtype", tensor.type().name());
    json.writeArrayFieldStart("shape");
    for (int i = 0; i < tensor.shape().rank(); i++) {
      json.writeNumber(tensor.shape().dimension(i));
    }
    json.writeEndArray();
    json.writeArrayFieldStart("data_offsets");
    json.writeNumber(begin);
    json.writeNumber(begin + tensor.bytes());
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
