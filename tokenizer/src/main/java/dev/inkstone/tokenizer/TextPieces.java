package dev.inkstone.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/**
 * The tokens of a vocabulary that text may become.
 *
 * @param vocabulary the vocabulary
 * @param ids their ids
 */
@SuppressWarnings("ArrayRecordComponent") // Never handed out.
record TextPieces(Vocabulary vocabulary, int[] ids) {

  /** Those of a whole vocabulary: no control tokens, no bytes, no markup by its spelling. */
  static TextPieces of(Vocabulary vocabulary) {
    return of(vocabulary, IntStream.range(0, vocabulary.size()));
  }

  /** Those that a model lists; added tokens are none of its pieces. */
  static TextPieces of(Vocabulary vocabulary, TokenList listed) {
    return of(vocabulary, IntStream.range(0, listed.size()).map(listed::id));
  }

  private static TextPieces of(Vocabulary vocabulary, IntStream ids) {
    return new TextPieces(vocabulary, ids.filter(id -> isText(vocabulary, id)).toArray());
  }

  /** Finds them by the spelling that the vocabulary has. */
  ByteTrie trie() {
    byte[][] keys = new byte[ids.length][];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = vocabulary.spelling(ids[i]).getBytes(StandardCharsets.UTF_8);
    }
    return ByteTrie.of(keys, ids);
  }

  private static boolean isText(Vocabulary vocabulary, int id) {
    TokenType type = vocabulary.type(id);
    String spelling = vocabulary.spelling(id);
    return (type == TokenType.NORMAL || type == TokenType.USER_DEFINED)
        && !spelling.isEmpty()
        && !MarkupSpelling.matches(spelling);
  }
}
