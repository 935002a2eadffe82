package dev.inkstone.tokenizer;

import dev.inkstone.tokenizer.numbers.IntList;
import java.util.ArrayList;
import java.util.List;

/** The tokens of a vocabulary file with their ids, in the order of the file. Not thread-safe. */
final class TokenList {
  private final List<String> spellings = new ArrayList<>();
  private final IntList ids = new IntList();

  void add(String spelling, int id) {
    spellings.add(spelling);
    ids.add(id);
  }

  int size() {
    return spellings.size();
  }

  /** The spelling at a place of the list. */
  String spelling(int index) {
    return spellings.get(index);
  }

  /** The id at a place of the list. */
  int id(int index) {
    return ids.get(index);
  }

  /** The id of a spelling, or -1. Looks at one after the other. */
  int find(String spelling) {
    int index = spellings.lastIndexOf(spelling);
    return index < 0 ? -1 : ids.get(index);
  }
}
