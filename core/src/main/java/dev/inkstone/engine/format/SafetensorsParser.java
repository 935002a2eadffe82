package dev.inkstone.engine.format;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Reads one safetensors file.
 *
 * <pre>
 * uint64 N, little endian
 * N bytes of JSON: {"NAME": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...,
 *                   "__metadata__": {"key": "text"}}, padded with spaces
 * data: the tensors, row-major, without holes, to the end of the file
 * </pre>
 *
 * <p>Source: the format description in the README of safetensors.
 */
final class SafetensorsParser {
  private SafetensorsParser() {}

  /**
   * Parses the file; tensor data are slices of {@code bytes}, which is not read past the header.
   */
  static SafetensorsPart parse(Path file, MemorySegment bytes, FormatLimits limits) {
    byte[] header = header(file, bytes, limits);
    JsonFiles.requireUtf8(file, header, Long.BYTES);
    try (JsonParser json = JsonFiles.factory(limits).createParser(header)) {
      SafetensorsHeaderReader reader = new SafetensorsHeaderReader(file, Long.BYTES, limits, json);
      reader.read();
      MemorySegment data = bytes.asSlice((long) Long.BYTES + header.length);
      checkRanges(file, reader.infos(), data.byteSize());
      return new SafetensorsPart(file, Map.copyOf(reader.metadata()), tensors(reader, data));
    } catch (IOException e) {
      throw JsonFiles.notJson(file, Long.BYTES, e);
    }
  }

  private static byte[] header(Path file, MemorySegment bytes, FormatLimits limits) {
    long size = bytes.byteSize();
    if (size < Long.BYTES) {
      throw Malformed.at(file, 0, "file", size + " bytes", "at least 8 bytes");
    }
    long length = bytes.get(ByteCursor.LONG, 0);
    if (length < 2 || length > size - Long.BYTES) {
      String actual = Long.toUnsignedString(length);
      String room = "from 2 to " + (size - Long.BYTES) + ", the rest of the file";
      throw Malformed.at(file, 0, "header length", actual, room);
    }
    if (length > limits.headerBytes()) {
      throw Malformed.at(file, 0, "header length", length, "at most " + limits.headerBytes());
    }
    return bytes.asSlice(Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
  }

  private static void checkRanges(Path file, List<SafetensorsInfo> infos, long size) {
    List<SafetensorsInfo> sorted = new ArrayList<>(infos);
    sorted.sort(
        Comparator.comparingLong(SafetensorsInfo::begin).thenComparingLong(SafetensorsInfo::end));
    long end = 0;
    for (SafetensorsInfo info : sorted) {
      String what = "begin of tensor " + Malformed.quote(info.name());
      if (info.begin() != end) {
        String expected = end + ", the end of the data before it";
        throw Malformed.at(file, info.headerOffset(), what, info.begin(), expected);
      }
      end = info.end();
      if (end > size) {
        String actual = end + ", past the end of the file";
        String expected = "at most " + size + " (is the file complete?)";
        what = "end of tensor " + Malformed.quote(info.name());
        throw Malformed.at(file, info.headerOffset(), what, actual, expected);
      }
    }
    if (end != size) {
      throw Malformed.at(file, 0, "size of the data", size, end + ", the end of the last tensor");
    }
  }

  private static List<StoredTensor> tensors(SafetensorsHeaderReader reader, MemorySegment data) {
    List<StoredTensor> tensors = new ArrayList<>(reader.infos().size());
    for (SafetensorsInfo info : reader.infos()) {
      MemorySegment slice = data.asSlice(info.begin(), info.end() - info.begin());
      tensors.add(new StoredTensor(info.name(), info.shape(), info.type(), slice));
    }
    return List.copyOf(tensors);
  }
}
