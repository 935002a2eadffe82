package dev.inkstone.examples.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.inkstone.MemoryEstimate;
import dev.inkstone.error.UnsupportedModelException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory a model takes at several context lengths.
 *
 * @param needs by context length, ascending; empty if this version cannot run the model
 * @param reason why there are none
 */
record MemoryNeeds(List<Need> needs, String reason) {
  private static final List<Integer> CONTEXTS = List.of(2048, 8192, 32_768, 131_072);
  private static final String ROW = "%-10s %12s %12s %12s %12s %12s%n";

  /** Copies the list. */
  MemoryNeeds {
    needs = List.copyOf(needs);
  }

  /**
   * Memory at one context length, in bytes.
   *
   * @param contextLength tokens of prompt and answer
   * @param estimate what takes it
   */
  record Need(int contextLength, MemoryEstimate estimate) {}

  /** Estimates for the usual context lengths up to the trained one, and for that one. */
  static MemoryNeeds of(Path path, ModelHeader header) {
    try {
      MemoryEstimate estimate = MemoryEstimate.of(path);
      List<Need> needs = new ArrayList<>();
      for (int context : contexts(header.contextLength())) {
        needs.add(new Need(context, estimate.contextLength(context)));
      }
      return new MemoryNeeds(needs, "");
    } catch (UnsupportedModelException unsupported) { // described all the same
      return new MemoryNeeds(List.of(), String.valueOf(unsupported.getMessage()));
    }
  }

  private static List<Integer> contexts(int trained) {
    List<Integer> contexts =
        new ArrayList<>(CONTEXTS.stream().filter(context -> context < trained).toList());
    contexts.add(trained > 0 ? trained : CONTEXTS.getFirst());
    return contexts;
  }

  void print(PrintStream out) {
    if (needs.isEmpty()) {
      out.println("This version cannot run the model: " + reason);
      return;
    }
    out.printf(ROW, "context", "weights", "KV cache", "activations", "positions", "memory");
    for (Need need : needs) {
      MemoryEstimate estimate = need.estimate();
      out.printf(
          ROW,
          need.contextLength(),
          Quantities.bytes(estimate.mappedWeights() + estimate.packedWeights()),
          Quantities.bytes(estimate.kvCache()),
          Quantities.bytes(estimate.activations()),
          Quantities.bytes(estimate.rotaryTables()),
          Quantities.bytes(estimate.total()));
    }
  }

  void addTo(ObjectNode json) {
    json.put("supported", !needs.isEmpty());
    ArrayNode array = json.putArray("memory");
    for (Need need : needs) {
      ObjectNode node = array.addObject();
      node.put("contextLength", need.contextLength());
      node.put("mappedWeightBytes", need.estimate().mappedWeights());
      node.put("packedWeightBytes", need.estimate().packedWeights());
      node.put("kvCacheBytes", need.estimate().kvCache());
      node.put("activationBytes", need.estimate().activations());
      node.put("rotaryTableBytes", need.estimate().rotaryTables());
      node.put("totalBytes", need.estimate().total());
    }
  }
}
