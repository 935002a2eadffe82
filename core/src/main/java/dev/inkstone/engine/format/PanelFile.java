package dev.inkstone.engine.format;

import dev.inkstone.error.InkstoneException;
import dev.inkstone.files.AtomicFile;
import dev.inkstone.files.FileFailures;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file of matrices as the kernels want them, to be mapped instead of packed again: a cache that
 * can always be made anew.
 *
 * <pre>
 * "INKPANEL"   8 bytes
 * version      int32, 1
 * head         int32, bytes up to the end of the table
 * key          int64, {@link ContentKey} of the model
 * layout       string: what the panels look like
 * size         int64, bytes of the file
 * count        int32
 * table        for each matrix name and type as strings, rows and columns as int32, offset and
 *              bytes as int64
 * panels       each from a multiple of 64 bytes on
 * </pre>
 *
 * Numbers are little-endian; a string is its length in bytes as int64, then UTF-8.
 *
 * <p>Who reads such a file knows what must stand in its head to the last byte. It is compared, not
 * parsed: a file that is damaged there, cut short, of another model, layout or version differs, and
 * nothing it says is used. The panels are trusted as the tensors of a model file are.
 *
 * <p>Immutable and thread-safe.
 */
public final class PanelFile {
  private static final int VERSION = 1;
  private static final long ALIGNMENT = 64;
  private static final long WRITE_BYTES = 8 << 20;

  private final byte[] head;
  private final List<Matrix> matrices;
  private final long[] offsets;
  private final long size;

  /**
   * A matrix.
   *
   * @param name the tensor it was packed from
   * @param type that tensor's type
   * @param rows output features
   * @param columns input features
   * @param bytes of its panels
   */
  public record Matrix(String name, String type, int rows, int columns, long bytes) {}

  /**
   * What a file for these matrices must be.
   *
   * @param key of the model they come from
   * @param layout what its panels look like
   */
  public PanelFile(long key, String layout, List<Matrix> matrices) {
    this.matrices = List.copyOf(matrices);
    offsets = new long[matrices.size()];
    int headBytes = head(key, layout, 0, 0).length;
    long end = headBytes;
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = (end + ALIGNMENT - 1) & -ALIGNMENT;
      end = offsets[i] + matrices.get(i).bytes();
    }
    size = end;
    head = head(key, layout, headBytes, end);
  }

  private byte[] head(long key, String layout, int headBytes, long fileBytes) {
    ByteSink sink = new ByteSink();
    for (char c : "INKPANEL".toCharArray()) {
      sink.int8(c);
    }
    sink.int32(VERSION).int32(headBytes).int64(key).string(layout).int64(fileBytes);
    sink.int32(matrices.size());
    for (int i = 0; i < offsets.length; i++) {
      Matrix matrix = matrices.get(i);
      sink.string(matrix.name()).string(matrix.type());
      sink.int32(matrix.rows()).int32(matrix.columns());
      sink.int64(offsets[i]).int64(matrix.bytes());
    }
    ByteBuffer written = sink.written();
    byte[] bytes = new byte[written.remaining()];
    written.get(bytes);
    return bytes;
  }

  /** Bytes of the file. */
  public long size() {
    return size;
  }

  /**
   * The panels of {@code file}, in the order of the matrices, read-only and mapped for as long as
   * {@code arena} lives; empty if the file is not exactly what it must be.
   *
   * @throws InkstoneException if it cannot be opened
   */
  public Optional<List<MemorySegment>> map(Path file, Arena arena) {
    MappedFiles.requireRegularFile(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() != size || !hasHead(channel)) {
        return Optional.empty();
      }
      return Optional.of(slices(channel.map(MapMode.READ_ONLY, 0, size, arena)));
    } catch (IOException e) {
      throw FileFailures.of("open", file, e);
    }
  }

  private boolean hasHead(FileChannel channel) throws IOException {
    ByteBuffer found = ByteBuffer.allocate(head.length);
    while (found.hasRemaining() && channel.read(found, found.position()) >= 0) {
      // goes on: a read may give less than was asked for
    }
    return found.flip().equals(ByteBuffer.wrap(head));
  }

  private List<MemorySegment> slices(MemorySegment bytes) {
    List<MemorySegment> slices = new ArrayList<>();
    for (int i = 0; i < offsets.length; i++) {
      slices.add(bytes.asSlice(offsets[i], matrices.get(i).bytes()));
    }
    return slices;
  }

  /**
   * Writes the file so that nobody ever sees half of it, whoever else writes it at the same time.
   *
   * @param panels in the order of the matrices
   * @throws InkstoneException if that fails; nothing is left behind then
   */
  public void write(Path file, List<MemorySegment> panels) {
    AtomicFile.write(
        file,
        channel -> {
          write(channel, MemorySegment.ofArray(head), 0);
          for (int i = 0; i < offsets.length; i++) {
            write(channel, panels.get(i), offsets[i]);
          }
        });
  }

  private static void write(FileChannel channel, MemorySegment bytes, long position)
      throws IOException {
    for (long start = 0; start < bytes.byteSize(); start += WRITE_BYTES) {
      long length = Math.min(WRITE_BYTES, bytes.byteSize() - start);
      ByteBuffer part = bytes.asSlice(start, length).asByteBuffer();
      while (part.hasRemaining()) {
        channel.write(part, position + start + part.position());
      }
    }
  }
}
