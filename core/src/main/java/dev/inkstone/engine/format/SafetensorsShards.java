package dev.inkstone.engine.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.inkstone.error.InkstoneException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** How a model is divided into shards, and what their index says. */
final class SafetensorsShards {
  private SafetensorsShards() {}

  /** Fills shards in order, each up to {@code maxBytes} unless a single tensor is larger. */
  static List<List<OutgoingTensor>> split(Collection<OutgoingTensor> tensors, long maxBytes) {
    if (maxBytes <= 0) {
      throw new IllegalArgumentException("shards of at most " + maxBytes + " bytes");
    }
    List<List<OutgoingTensor>> shards = new ArrayList<>();
    List<OutgoingTensor> shard = new ArrayList<>();
    long bytes = 0;
    for (OutgoingTensor tensor : tensors) {
      if (!shard.isEmpty() && bytes + tensor.bytes() > maxBytes) {
        shards.add(shard);
        shard = new ArrayList<>();
        bytes = 0;
      }
      shard.add(tensor);
      bytes += tensor.bytes();
    }
    shards.add(shard);
    return shards;
  }

  /** The file name of shard {@code index}, counted from 0. */
  static String name(int index, int count) {
    return String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", index + 1, count);
  }

  /** The content of {@code model.safetensors.index.json}. */
  static byte[] index(List<List<OutgoingTensor>> shards) {
    JsonMapper mapper = new JsonMapper();
    ObjectNode root = mapper.createObjectNode();
    ObjectNode metadata = root.putObject("metadata");
    ObjectNode map = root.putObject("weight_map");
    long total = 0;
    for (int i = 0; i < shards.size(); i++) {
      for (OutgoingTensor tensor : shards.get(i)) {
        map.put(tensor.name(), name(i, shards.size()));
        total += tensor.bytes();
      }
    }
    metadata.put("total_size", total);
    try {
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new InkstoneException("cannot write the index of " + shards.size() + " shards", e);
    }
  }
}
