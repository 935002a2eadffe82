package dev.inkstone.engine.format;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The data section of a GGUF file: finds the bytes of each tensor and checks that none overlap. */
final class GgufTensorData {
  private final Path file;
  private final MemorySegment bytes;
  private final long dataStart;

  /**
   * The data section.
   *
   * @param headerEnd where the tensor entries end; the data begin at the next multiple of {@code
   *     alignment}
   */
  GgufTensorData(Path file, MemorySegment bytes, long headerEnd, int alignment) {
    this.file = file;
    this.bytes = bytes;
    this.dataStart = (headerEnd + alignment - 1) & -(long) alignment;
  }

  List<StoredTensor> locate(List<GgufTensorInfo> infos) {
    List<StoredTensor> tensors = new ArrayList<>(infos.size());
    for (GgufTensorInfo info : infos) {
      tensors.add(new StoredTensor(info.name(), info.shape(), info.type(), slice(info)));
    }
    checkOverlap(infos);
    return List.copyOf(tensors);
  }

  private MemorySegment slice(GgufTensorInfo info) {
    long room = bytes.byteSize() - dataStart;
    if (info.bytes() > room || info.offset() > room - info.bytes()) {
      throw Malformed.at(
          file,
          info.headerOffset(),
          "offset of tensor " + Malformed.quote(info.name()),
          info.offset() + " with " + info.bytes() + " bytes",
          "an end within the " + Math.max(room, 0) + " bytes of data (is the file complete?)");
    }
    return bytes.asSlice(dataStart + info.offset(), info.bytes());
  }

  private void checkOverlap(List<GgufTensorInfo> infos) {
    List<GgufTensorInfo> sorted = new ArrayList<>(infos);
    sorted.sort(Comparator.comparingLong(GgufTensorInfo::offset));
    for (int i = 1; i < sorted.size(); i++) {
      GgufTensorInfo before = sorted.get(i - 1);
      GgufTensorInfo info = sorted.get(i);
      long end = before.offset() + before.bytes();
      if (info.offset() < end) {
        String expected =
            "at least " + end + ", the end of tensor " + Malformed.quote(before.name());
        throw Malformed.at(
            file,
            info.headerOffset(),
            "offset of tensor " + Malformed.quote(info.name()),
            info.offset(),
            expected);
      }
    }
  }
}
