package dev.inkstone.engine.format;

import dev.inkstone.files.FileFailures;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * 64 bits that tell whether the tensors of a model are still the same, without reading them all.
 *
 * <p>Goes in: name, type, shape and size of every tensor; its first, middle and last 4 KiB; size
 * and time of modification of every file. So another model, another quantization, another
 * fine-tuning and a file written anew have another key, as has an exact copy with a time of its
 * own. What is trusted: that whoever changes single bytes of a file does not set its time back.
 * This is no protection against somebody who wants to deceive.
 *
 * <p>Reads 12 KiB a tensor at most: a few megabytes of a model of any size.
 */
public final class ContentKey {
  private static final long SAMPLE_BYTES = 4096;

  // Of all checksums these two are quick from a JVM's first moment on.
  private final CRC32 upper = new CRC32();
  private final CRC32C lower = new CRC32C();

  private ContentKey() {}

  /**
   * The key of an open model.
   *
   * @throws dev.inkstone.error.InkstoneException if a file cannot be looked at
   */
  public static long of(TensorFile file) {
    ContentKey key = new ContentKey();
    ByteSink table = new ByteSink();
    for (Path path : file.files()) {
      addTimes(table, path);
    }
    for (StoredTensor tensor : file.tensors()) {
      table.string(tensor.name()).string(tensor.type().name()).string(tensor.shape().toString());
      table.int64(tensor.data().byteSize());
    }
    key.add(table.written());
    file.tensors().forEach(tensor -> key.addSamples(tensor.data()));
    return key.upper.getValue() << Integer.SIZE | key.lower.getValue();
  }

  private static void addTimes(ByteSink table, Path path) {
    try {
      table.int64(Files.size(path));
      table.string(Files.getLastModifiedTime(path).toInstant().toString());
    } catch (IOException e) {
      throw FileFailures.of("look at", path, e);
    }
  }

  private void addSamples(MemorySegment data) {
    long last = data.byteSize() - SAMPLE_BYTES;
    if (last <= 2 * SAMPLE_BYTES) {
      add(data.asByteBuffer());
    } else {
      add(sample(data, 0));
      add(sample(data, last / 2));
      add(sample(data, last));
    }
  }

  private static ByteBuffer sample(MemorySegment data, long start) {
    return data.asSlice(start, SAMPLE_BYTES).asByteBuffer();
  }

  private void add(ByteBuffer bytes) {
    upper.update(bytes.duplicate());
    lower.update(bytes);
  }
}
