package dev.inkstone.tokenizer.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.inkstone.tokenizer.numbers.IntList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tokens found so far; a token's id is its place. */
final class Symbols {
  private final List<String> spellings = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();
  private final IntList lengths = new IntList(1024);

  /**
   * Adds a token that is not there yet and returns its id.
   *
   * @param length the characters of text that it covers; 0 for a token that text cannot become
   */
  int add(String spelling, int length) {
    int id = spellings.size();
    if (ids.putIfAbsent(spelling, id) != null) {
      throw new IllegalArgumentException("token '%s' is there twice".formatted(spelling));
    }
    spellings.add(spelling);
    lengths.add(length);
    return id;
  }

  /** The id of a token, or -1. */
  int find(String spelling) {
    return ids.getOrDefault(spelling, -1);
  }

  String spelling(int id) {
    return spellings.get(id);
  }

  int length(int id) {
    return lengths.get(id);
  }

  int size() {
    return spellings.size();
  }

  /** Writes every token with its id. */
  void writeTo(ObjectNode vocabulary) {
    for (int id = 0; id < spellings.size(); id++) {
      vocabulary.put(spellings.get(id), id);
    }
  }

  /** The spellings by id. */
  List<String> all() {
    return Collections.unmodifiableList(spellings);
  }
}
