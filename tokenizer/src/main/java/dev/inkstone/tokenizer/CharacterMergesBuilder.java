package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import dev.inkstone.tokenizer.numbers.IntList;
import java.util.Arrays;

/**
 * Makes {@link CharacterMerges} from scores or from a list of merges.
 *
 * <p>SentencePiece merges any two neighbours whose concatenation is a piece. Every such pair is
 * known in advance: a piece cut in two, where each part is a piece or a single character. So both
 * kinds of file become the same table of pairs, ranked by falling score or by position. Equal
 * scores share a rank.
 */
final class CharacterMergesBuilder {
  private static final int LONGEST_PIECE = 1024;

  private final Vocabulary vocabulary;
  private final CodePointMap characters = new CodePointMap();
  private final IntList strangers = new IntList();

  private CharacterMergesBuilder(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    for (int id = 0; id < vocabulary.size(); id++) {
      String spelling = vocabulary.spelling(id);
      if (isOneCharacter(spelling) && mergeable(id)) {
        characters.put(spelling.codePointAt(0), id);
      }
    }
  }

  /**
   * The merges of a SentencePiece vocabulary that spells spaces as U+2581.
   *
   * @param scores one a token; higher merges first
   * @throws ModelFormatException if a score is not a number or a piece is longer than 1024
   */
  static CharacterMerges byScore(Vocabulary vocabulary, float[] scores) {
    return byScore(vocabulary, scores, SentencePieceSpelling.SPACE);
  }

  /** The same for one that spells spaces as {@code space}. */
  static CharacterMerges byScore(Vocabulary vocabulary, float[] scores, char space) {
    CharacterMergesBuilder builder = new CharacterMergesBuilder(vocabulary);
    IntList parts = new IntList();
    for (int id = 0; id < vocabulary.size(); id++) {
      if (builder.mergeable(id)) {
        builder.cut(id, parts);
      }
    }
    int[] ranks = ranks(scores);
    PairTable pairs = new PairTable(parts.size() / 3);
    for (int i = 0; i < parts.size(); i += 3) {
      int merged = parts.get(i + 2);
      pairs.add(parts.get(i), parts.get(i + 1), ranks[merged], merged);
    }
    return builder.build(pairs, space);
  }

  /**
   * The merges that a file lists.
   *
   * @throws ModelFormatException if a merge uses something that is not in the vocabulary
   */
  static CharacterMerges byRank(Vocabulary vocabulary, MergeList list, String source) {
    CharacterMergesBuilder builder = new CharacterMergesBuilder(vocabulary);
    PairTable pairs = new PairTable(list.size());
    MergeList.Ids ids = list.ids(vocabulary);
    for (int rank = 0; rank < list.size(); rank++) {
      int left = ids.left()[rank];
      int right = ids.right()[rank];
      int merged = ids.merged()[rank];
      if (left < 0 || right < 0 || merged < 0) {
        String missing =
            left < 0 ? list.left(rank) : right < 0 ? list.right(rank) : list.merged(rank);
        throw new ModelFormatException(
            "%s: a merge uses '%s', which is not in the vocabulary".formatted(source, missing));
      }
      // Markup is read by its spelling or not at all; text must not merge into it.
      if (!MarkupSpelling.matches(vocabulary.spelling(merged))) {
        pairs.add(left, right, rank, merged);
      }
    }
    return builder.build(pairs, SentencePieceSpelling.SPACE);
  }

  private CharacterMerges build(PairTable pairs, char space) {
    return new CharacterMerges(vocabulary, characters, strangers, pairs, space);
  }

  /** Adds (left, right, piece) for every way to make a piece of two symbols. */
  private void cut(int id, IntList parts) {
    String piece = vocabulary.spelling(id);
    if (piece.length() > LONGEST_PIECE) {
      throw new ModelFormatException(
          "token %d has %d characters; a SentencePiece piece has at most %d"
              .formatted(id, piece.length(), LONGEST_PIECE));
    }
    int at = piece.isEmpty() ? 0 : piece.offsetByCodePoints(0, 1);
    while (at < piece.length()) {
      int left = symbol(piece.substring(0, at));
      int right = left < 0 ? -1 : symbol(piece.substring(at));
      if (right >= 0) {
        parts.add(left);
        parts.add(right);
        parts.add(id);
      }
      at = piece.offsetByCodePoints(at, 1);
    }
  }

  /** The symbol of a part of a piece, or -1 where it can never be one. */
  private int symbol(String part) {
    if (!isOneCharacter(part)) {
      int id = vocabulary.id(part);
      return id >= 0 && mergeable(id) ? id : -1;
    }
    int codePoint = part.codePointAt(0);
    if (characters.find(codePoint) < 0) {
      characters.put(codePoint, vocabulary.size() + strangers.size());
      strangers.add(codePoint);
    }
    return characters.find(codePoint);
  }

  /**
   * Whether a token takes part in merging: it is text and not spelled as markup, and it is the one
   * with its spelling.
   */
  private boolean mergeable(int id) {
    TokenType type = vocabulary.type(id);
    return (type == TokenType.NORMAL || type == TokenType.USER_DEFINED || type == TokenType.UNUSED)
        && vocabulary.id(vocabulary.spelling(id)) == id
        && !MarkupSpelling.matches(vocabulary.spelling(id));
  }

  private static boolean isOneCharacter(String text) {
    return !text.isEmpty() && text.length() == Character.charCount(text.codePointAt(0));
  }

  private static int[] ranks(float[] scores) {
    float[] falling = new float[scores.length];
    for (int id = 0; id < scores.length; id++) {
      if (Float.isNaN(scores[id])) {
        throw new ModelFormatException("the score of token %d is not a number".formatted(id));
      }
      // Adding zero turns -0 into 0, which the search below would tell apart.
      falling[id] = -scores[id] + 0.0f;
    }
    float[] order = falling.clone();
    Arrays.sort(order);
    int distinct = 0;
    for (int i = 0; i < order.length; i++) {
      if (i == 0 || order[i] != order[i - 1]) {
        order[distinct++] = order[i];
      }
    }
    int[] ranks = new int[scores.length];
    for (int id = 0; id < ranks.length; id++) {
      ranks[id] = Arrays.binarySearch(order, 0, distinct, falling[id]);
    }
    return ranks;
  }
}
