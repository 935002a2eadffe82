package dev.inkstone.engine.format;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads one GGUF file of version 2 or 3, little endian.
 *
 * <pre>
 * uint32 magic "GGUF", uint32 version, uint64 tensor count, uint64 metadata count
 * metadata:  string key, uint32 type, value
 * tensors:   string name, uint32 rank, uint64 dimension[rank] (fastest first), uint32 type,
 *            uint64 offset in the data
 * padding to the alignment (general.alignment, 32 where absent)
 * data:      every tensor at a multiple of the alignment
 * </pre>
 *
 * <p>Source: the GGUF specification, docs/gguf.md of ggml.
 */
final class GgufParser {
  static final int MAGIC = 0x46554747;
  static final String ALIGNMENT_KEY = "general.alignment";
  static final int DEFAULT_ALIGNMENT = 32;

  private static final int OLDEST_VERSION = 2;
  private static final int NEWEST_VERSION = 3;
  private static final int LEAST_METADATA_BYTES = Long.BYTES + Integer.BYTES + 1;
  private static final int LEAST_TENSOR_BYTES = 2 * Long.BYTES + 2 * Integer.BYTES;

  private final Path file;
  private final MemorySegment bytes;
  private final FormatLimits limits;
  private final ByteCursor cursor;

  private GgufParser(Path file, MemorySegment bytes, FormatLimits limits) {
    this.file = file;
    this.bytes = bytes;
    this.limits = limits;
    this.cursor = new ByteCursor(file, bytes, limits);
  }

  /**
   * Parses the file; tensor data are slices of {@code bytes}, which is not read past the header.
   */
  static GgufPart parse(Path file, MemorySegment bytes, FormatLimits limits) {
    return new GgufParser(file, bytes, limits).parse();
  }

  private GgufPart parse() {
    checkMagic();
    int version = version();
    int tensorCount = cursor.count("", "tensor count", limits.tensors(), LEAST_TENSOR_BYTES);
    int entryCount =
        cursor.count("", "metadata count", limits.metadataEntries(), LEAST_METADATA_BYTES);
    Metadata metadata = metadata(entryCount);
    int alignment = alignment(metadata);
    List<GgufTensorInfo> infos = tensorInfos(tensorCount, alignment);
    List<StoredTensor> tensors =
        new GgufTensorData(file, bytes, cursor.position(), alignment).locate(infos);
    return new GgufPart(file, version, alignment, metadata, tensors);
  }

  private void checkMagic() {
    int magic = cursor.int32("the magic number");
    if (magic == Integer.reverseBytes(MAGIC)) {
      throw cursor.fail(0, "magic number", "big-endian 'GGUF'", "a little-endian file");
    }
    if (magic != MAGIC) {
      throw cursor.fail(0, "magic number", "0x%08x".formatted(magic), "0x46554747 ('GGUF')");
    }
  }

  private int version() {
    long start = cursor.position();
    int version = cursor.int32("the version");
    if (version != 0 && (version & 0xFFFF) == 0) {
      throw cursor.fail(
          start,
          "version",
          Integer.reverseBytes(version) + " in big-endian order",
          "a little-endian file");
    }
    if (version < OLDEST_VERSION || version > NEWEST_VERSION) {
      throw cursor.fail(start, "version", Integer.toUnsignedString(version), "2 or 3");
    }
    return version;
  }

  private Metadata metadata(int count) {
    GgufValueReader reader = new GgufValueReader(cursor, limits);
    Map<String, GgufValue> entries = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      long start = cursor.position();
      String key = cursor.string("a metadata key");
      String quoted = Malformed.quote(key);
      if (entries.containsKey(key)) {
        throw cursor.fail(start, "metadata key " + quoted, "a duplicate", "each key once");
      }
      entries.put(key, reader.read("the value of " + quoted));
    }
    return new Metadata(file, entries);
  }

  private int alignment(Metadata metadata) {
    long alignment = metadata.longInteger(ALIGNMENT_KEY, DEFAULT_ALIGNMENT);
    if (alignment < 1 || alignment > 1 << 30 || Long.bitCount(alignment) != 1) {
      throw metadata.wrong(ALIGNMENT_KEY, alignment, "a power of two from 1 to 2^30");
    }
    return (int) alignment;
  }

  private List<GgufTensorInfo> tensorInfos(int count, int alignment) {
    GgufTensorInfoReader reader = new GgufTensorInfoReader(cursor, limits, alignment);
    List<GgufTensorInfo> infos = new ArrayList<>(count);
    Set<String> names = HashSet.newHashSet(count);
    for (int i = 0; i < count; i++) {
      long start = cursor.position();
      GgufTensorInfo info = reader.read();
      if (!names.add(info.name())) {
        String what = "tensor name " + Malformed.quote(info.name());
        throw cursor.fail(start, what, "a duplicate", "each name once");
      }
      infos.add(info);
    }
    return infos;
  }
}
