package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import dev.inkstone.tokenizer.numbers.IntList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes {@link ByteMerges} from a list of merges, or from tokens whose ids are their ranks.
 *
 * <p>The two are not the same function: a list names one way to make a token, ranks allow every
 * way. Each file is read by its own rule.
 */
final class ByteMergesBuilder {
  private static final int LONGEST_TOKEN = 512;

  private final Vocabulary vocabulary;

  /** Symbols of spellings that are no token. */
  private final Map<String, Integer> strangers = new LinkedHashMap<>();

  private ByteMergesBuilder(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /**
   * The merges that a file lists.
   *
   * @param dropsBytes whether a byte that is no token is left out before merging, so that its
   *     neighbours may merge; else it stands between them
   */
  static ByteMerges listed(Vocabulary vocabulary, MergeList list, boolean dropsBytes) {
    ByteMergesBuilder builder = new ByteMergesBuilder(vocabulary);
    int[] bytes = builder.bytes(dropsBytes);
    PairTable pairs = new PairTable(list.size());
    MergeList.Ids ids = list.ids(vocabulary);
    int before = -1;
    boolean markup = false;
    for (int rank = 0; rank < list.size(); rank++) {
      int merged = ids.merged()[rank];
      if (merged < 0 || merged != before) {
        // Markup is read by its spelling or not at all; text must not merge into it.
        markup =
            MarkupSpelling.matches(merged < 0 ? list.merged(rank) : vocabulary.spelling(merged));
        before = merged;
      }
      if (!markup) {
        int left = ids.left()[rank];
        int right = ids.right()[rank];
        pairs.add(
            left >= 0 ? left : builder.stranger(list.left(rank)),
            right >= 0 ? right : builder.stranger(list.right(rank)),
            rank,
            merged >= 0 ? merged : builder.stranger(list.merged(rank)));
      }
    }
    return new ByteMerges(pairs, bytes, List.copyOf(builder.strangers.keySet()));
  }

  /**
   * The merges of a tiktoken vocabulary: two neighbours become one where their bytes together are a
   * token, the token of lowest id first.
   *
   * @throws ModelFormatException if a byte is no token or a token is longer than 512 bytes
   */
  static ByteMerges ranked(Vocabulary vocabulary, PieceIndex pieces, String source) {
    int[] bytes = new int[256];
    for (int value = 0; value < bytes.length; value++) {
      bytes[value] = pieces.find(new byte[] {(byte) value}, 0, 1);
      if (bytes[value] < 0) {
        throw new ModelFormatException(
            "%s: the byte 0x%02X is no token; all 256 must be".formatted(source, value));
      }
    }
    IntList parts = new IntList();
    for (int id = 0; id < vocabulary.size(); id++) {
      int length = vocabulary.start(id + 1) - vocabulary.start(id);
      if (length > LONGEST_TOKEN) {
        throw new ModelFormatException(
            "%s: token %d has %d bytes, expected at most %d"
                .formatted(source, id, length, LONGEST_TOKEN));
      }
      cut(vocabulary, pieces, id, parts);
    }
    PairTable pairs = new PairTable(parts.size() / 3);
    for (int i = 0; i < parts.size(); i += 3) {
      pairs.add(parts.get(i), parts.get(i + 1), parts.get(i + 2), parts.get(i + 2));
    }
    return new ByteMerges(pairs, bytes, List.of());
  }

  /** Adds (left, right, token) for every way to make a token of two. */
  private static void cut(Vocabulary vocabulary, PieceIndex pieces, int id, IntList parts) {
    byte[] pool = vocabulary.pool();
    int from = vocabulary.start(id);
    int to = vocabulary.start(id + 1);
    if (to - from < 2 || pieces.find(pool, from, to) != id) {
      return;
    }
    for (int at = from + 1; at < to; at++) {
      int left = pieces.find(pool, from, at);
      int right = left < 0 ? -1 : pieces.find(pool, at, to);
      if (right >= 0) {
        parts.add(left);
        parts.add(right);
        parts.add(id);
      }
    }
  }

  private int[] bytes(boolean dropsBytes) {
    int[] bytes = new int[256];
    for (int value = 0; value < bytes.length; value++) {
      String spelling = String.valueOf(ByteAlphabet.character(value));
      int id = vocabulary.id(spelling);
      bytes[value] = id >= 0 || dropsBytes ? id : stranger(spelling);
    }
    return bytes;
  }

  private int stranger(String spelling) {
    return strangers.computeIfAbsent(
        spelling, absent -> Math.addExact(vocabulary.size(), strangers.size()));
  }
}
