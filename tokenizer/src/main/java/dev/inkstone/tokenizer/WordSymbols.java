package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The symbols and merges of a BPE vocabulary whose characters may have affixes: one in front of
 * those that do not start a word, one behind that which ends it. Immutable.
 */
final class WordSymbols {
  private static final int FIRST = 1;
  private static final int LAST = 2;

  private final byte[] prefix;
  private final byte[] suffix;

  /** The token of each character, by its place in the word: {@link #FIRST} and {@link #LAST}. */
  private final CodePointMap[] characters = new CodePointMap[4];

  private final PairTable pairs;

  /** Of how many symbols each token was merged. */
  private final int[] lengths;

  /**
   * Reads a vocabulary.
   *
   * @throws ModelFormatException if a merge uses something that is not in the vocabulary
   */
  WordSymbols(TextPieces pieces, MergeList merges, String prefix, String suffix, String source) {
    this.prefix = prefix.getBytes(StandardCharsets.UTF_8);
    this.suffix = suffix.getBytes(StandardCharsets.UTF_8);
    for (int place = 0; place < characters.length; place++) {
      String before = (place & FIRST) == 0 ? prefix : "";
      characters[place] = characters(pieces, before, (place & LAST) != 0 ? suffix : "");
    }
    this.pairs = new PairTable(merges.size());
    this.lengths = new int[pieces.vocabulary().size()];
    Arrays.fill(lengths, 1);
    MergeList.Ids ids = merges.ids(pieces.vocabulary());
    int[] letters = new int[merges.size()];
    for (int rank = 0; rank < merges.size(); rank++) {
      letters[rank] = letters(merges, rank, prefix);
      addMerge(pieces.vocabulary(), merges, ids, rank, prefix, source);
    }
    // Parts are shorter than what they become; a file may list them later all the same.
    IntStream.range(0, merges.size())
        .boxed()
        .sorted(Comparator.comparingInt(rank -> letters[rank]))
        .forEach(
            rank ->
                lengths[ids.merged()[rank]] =
                    lengths[ids.left()[rank]] + lengths[ids.right()[rank]]);
  }

  PairTable pairs() {
    return pairs;
  }

  /** The token of a character at a place of the word, or -1. */
  int find(int codePoint, boolean first, boolean last) {
    return characters[(first ? FIRST : 0) | (last ? LAST : 0)].find(codePoint);
  }

  /** The bytes of a character with its affixes. */
  byte[] spelled(byte[] text, int from, int to, boolean first, boolean last) {
    int before = first ? 0 : prefix.length;
    int after = last ? suffix.length : 0;
    byte[] spelled = new byte[before + to - from + after];
    System.arraycopy(prefix, 0, spelled, 0, before);
    System.arraycopy(text, from, spelled, before, to - from);
    System.arraycopy(suffix, 0, spelled, before + to - from, after);
    return spelled;
  }

  /** Of how many symbols a token was merged. */
  int length(int token) {
    return lengths[token];
  }

  /** The text token that is spelled as {@code [from, to)}, or -1. */
  int wholeWord(Vocabulary vocabulary, byte[] text, int from, int to) {
    int id = vocabulary.id(new String(text, from, to - from, StandardCharsets.UTF_8));
    boolean isText = id >= 0 && vocabulary.type(id) == TokenType.NORMAL;
    return isText && !MarkupSpelling.matches(vocabulary.spelling(id)) ? id : -1;
  }

  private static CodePointMap characters(TextPieces pieces, String before, String after) {
    CodePointMap characters = new CodePointMap();
    for (int id : pieces.ids()) {
      String spelling = pieces.vocabulary().spelling(id);
      int from = before.length();
      int to = spelling.length() - after.length();
      boolean affixed = to > from && spelling.startsWith(before) && spelling.endsWith(after);
      if (affixed && to - from == Character.charCount(spelling.codePointAt(from))) {
        characters.put(spelling.codePointAt(from), id);
      }
    }
    return characters;
  }

  /** Length of what a pair becomes, a prefix in front not counted. */
  private static int letters(MergeList merges, int rank, String prefix) {
    String left = merges.left(rank);
    int marked = left.startsWith(prefix) ? prefix.length() : 0;
    return left.length() - marked + merges.right(rank).length() - prefix.length();
  }

  /** Adds a pair; where there is a prefix, the ids are told what the pair becomes without it. */
  private void addMerge(
      Vocabulary vocabulary,
      MergeList merges,
      MergeList.Ids ids,
      int rank,
      String prefix,
      String source) {
    String right = merges.right(rank);
    String merged = merges.left(rank) + right.substring(Math.min(prefix.length(), right.length()));
    int leftId = ids.left()[rank];
    int rightId = ids.right()[rank];
    if (!prefix.isEmpty()) {
      ids.merged()[rank] = vocabulary.id(merged);
    }
    int mergedId = ids.merged()[rank];
    if (leftId < 0 || rightId < 0 || mergedId < 0) {
      String missing = leftId < 0 ? merges.left(rank) : rightId < 0 ? right : merged;
      throw new ModelFormatException(
          "%s: a merge uses '%s', which is not in the vocabulary".formatted(source, missing));
    }
    // Markup is read by its spelling or not at all; text must not merge into it.
    if (!MarkupSpelling.matches(merged)) {
      pairs.add(leftId, rightId, rank, mergedId);
    }
  }
}
