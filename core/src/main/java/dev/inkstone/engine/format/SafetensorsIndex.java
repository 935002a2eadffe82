package dev.inkstone.engine.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * {@code model.safetensors.index.json}: which shard holds which tensor.
 *
 * @param file where the index is
 * @param shardOf the file name of the shard, by tensor name
 */
record SafetensorsIndex(Path file, Map<String, String> shardOf) {
  static final String FILE_NAME = "model.safetensors.index.json";

  /** Reads the index; throws ModelFormatException where it is not one. */
  static SafetensorsIndex read(Path file, FormatLimits limits) {
    ObjectNode root = JsonFiles.readObject(file, limits);
    if (!(root.get("weight_map") instanceof ObjectNode map) || map.isEmpty()) {
      throw Malformed.in(file, "'weight_map' is missing or empty, expected shard by tensor name");
    }
    if (map.size() > limits.tensors()) {
      throw Malformed.in(
          file,
          "'weight_map' has " + map.size() + " tensors, expected at most " + limits.tensors());
    }
    Map<String, String> shards = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      shards.put(entry.getKey(), shard(file, entry));
    }
    return new SafetensorsIndex(file, shards);
  }

  /** A plain file name: an index must not lead out of its folder. */
  private static String shard(Path file, Map.Entry<String, JsonNode> entry) {
    JsonNode shard = entry.getValue();
    String name = shard.isTextual() ? shard.textValue() : "";
    if (!name.endsWith(".safetensors")
        || name.indexOf('/') >= 0
        || name.indexOf('\\') >= 0
        || name.indexOf('\0') >= 0) {
      String key = Malformed.quote(entry.getKey());
      String actual = Malformed.quote(shard.toString());
      throw Malformed.in(
          file, "shard of " + key + " is " + actual + ", expected a file name NAME.safetensors");
    }
    return name;
  }

  /** The shards in the order of their first mention. */
  List<Path> shards() {
    return new LinkedHashSet<>(shardOf.values()).stream().map(file::resolveSibling).toList();
  }

  /** Throws unless every tensor of the index is in the shard that the index names. */
  void check(Map<String, SafetensorsPart> partOf) {
    shardOf.forEach(
        (tensor, shard) -> {
          SafetensorsPart part = partOf.get(tensor);
          if (part == null || !part.file().equals(file.resolveSibling(shard))) {
            String actual = part == null ? "in no shard" : "in " + part.file();
            String name = Malformed.quote(tensor);
            throw Malformed.in(file, "tensor " + name + " is " + actual + ", expected in " + shard);
          }
        });
  }
}
