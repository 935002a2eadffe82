package dev.inkstone.engine.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.inkstone.engine.tensor.Shape;
import dev.inkstone.error.ModelFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the JSON header of a safetensors file as a stream. */
final class SafetensorsHeaderReader {
  static final String METADATA = "__metadata__";

  private final Path file;
  private final long base;
  private final FormatLimits limits;
  private final JsonParser json;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final List<SafetensorsInfo> infos = new ArrayList<>();

  /**
   * A reader of the header that {@code json} is at the start of.
   *
   * @param base where the JSON begins in the file, for messages
   */
  SafetensorsHeaderReader(Path file, long base, FormatLimits limits, JsonParser json) {
    this.file = file;
    this.base = base;
    this.limits = limits;
    this.json = json;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  List<SafetensorsInfo> infos() {
    return infos;
  }

  void read() throws IOException {
    expect(json.nextToken(), JsonToken.START_OBJECT, "header");
    while (json.nextToken() != JsonToken.END_OBJECT) {
      if (json.currentName().equals(METADATA)) {
        readMetadata();
      } else {
        readTensor(json.currentName());
      }
    }
    if (json.nextToken() != null) {
      throw fail("text after the header's object", json.currentToken(), "nothing but spaces");
    }
  }

  private void readMetadata() throws IOException {
    expect(json.nextToken(), JsonToken.START_OBJECT, METADATA);
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      expect(json.nextToken(), JsonToken.VALUE_STRING, METADATA + " " + Malformed.quote(key));
      if (metadata.size() == limits.metadataEntries()) {
        throw fail("count of " + METADATA, "larger", "at most " + limits.metadataEntries());
      }
      metadata.put(key, json.getText());
    }
  }

  private void readTensor(String name) throws IOException {
    String what = "tensor " + Malformed.quote(name);
    if (infos.size() == limits.tensors()) {
      throw fail("tensor count", "larger", "at most " + limits.tensors());
    }
    long start = offset();
    @Nullable StoredType type = null;
    long @Nullable [] shape = null;
    long @Nullable [] range = null;
    expect(json.nextToken(), JsonToken.START_OBJECT, what);
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "dtype" -> type = type(what);
        case "shape" -> shape = integers("shape of " + what, limits.dimensions());
        case "data_offsets" -> range = integers("data_offsets of " + what, 2);
        default ->
            throw fail("field of " + what, Malformed.quote(field), "dtype, shape and data_offsets");
      }
    }
    if (type == null || shape == null || range == null) {
      throw fail(what, "incomplete", "dtype, shape and data_offsets");
    }
    infos.add(info(name, shape, type, range, start));
  }

  private SafetensorsInfo info(
      String name, long[] dimensions, StoredType type, long[] range, long start) {
    String what = "tensor " + Malformed.quote(name);
    if (range.length != 2 || range[0] > range[1]) {
      throw fail("data_offsets of " + what, List.of(boxed(range)), "[begin, end]");
    }
    Shape shape = Shape.of(dimensions);
    long elements = elements(what, shape);
    if (elements % type.weightsPerBlock() != 0) {
      String expected = "a multiple of " + type.weightsPerBlock() + " for " + type.name();
      throw fail("element count of " + what, elements, expected);
    }
    long bytes = bytes(what, shape, type, elements);
    if (range[1] - range[0] != bytes) {
      String expected = bytes + " for " + type.name() + " " + shape;
      throw fail("size of " + what, range[1] - range[0] + " bytes", expected);
    }
    return new SafetensorsInfo(name, shape, type, range[0], range[1], start);
  }

  private long elements(String what, Shape shape) {
    try {
      return shape.elements();
    } catch (ArithmeticException e) {
      throw fail("shape of " + what, shape, "fewer than 2^63 elements");
    }
  }

  private long bytes(String what, Shape shape, StoredType type, long elements) {
    try {
      return type.bytesFor(elements);
    } catch (ArithmeticException e) {
      throw fail("shape of " + what, shape, "a size below 2^63 bytes");
    }
  }

  private StoredType type(String what) throws IOException {
    expect(json.currentToken(), JsonToken.VALUE_STRING, "dtype of " + what);
    String name = json.getText();
    return SafetensorsTypes.byName(name)
        .orElseThrow(
            () -> fail("dtype of " + what, Malformed.quote(name), "a type this version knows"));
  }

  private long[] integers(String what, int most) throws IOException {
    expect(json.currentToken(), JsonToken.START_ARRAY, what);
    List<Long> values = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT, what);
      if (values.size() == most) {
        throw fail("length of " + what, "larger", "at most " + most);
      }
      long value = json.getLongValue();
      if (value < 0) {
        throw fail(what, value, "a number from 0");
      }
      values.add(value);
    }
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private void expect(@Nullable JsonToken actual, JsonToken expected, String what) {
    if (actual != expected) {
      throw fail(what, actual == null ? "nothing" : actual, expected.toString());
    }
  }

  private static Long[] boxed(long[] values) {
    Long[] boxed = new Long[values.length];
    for (int i = 0; i < boxed.length; i++) {
      boxed[i] = values[i];
    }
    return boxed;
  }

  private long offset() {
    return base + JsonFiles.offset(json.currentTokenLocation());
  }

  private ModelFormatException fail(String what, Object actual, String expected) {
    return Malformed.at(file, offset(), what, actual, expected);
  }
}
