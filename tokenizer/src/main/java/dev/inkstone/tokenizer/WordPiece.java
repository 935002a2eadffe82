package dev.inkstone.tokenizer;

import java.nio.charset.StandardCharsets;

/**
 * WordPiece: the longest piece at the start of a word, then the longest continuing piece, and so
 * on; a word that cannot be spelled to its end becomes the unknown token as a whole.
 *
 * <p>Immutable. The time for a word is its length times the length of the longest piece at worst.
 *
 * <p>Schuster, Nakajima 2012, "Japanese and Korean voice search".
 */
final class WordPiece implements WordModel {
  private final ByteTrie pieces;
  private final int startNode;
  private final int continuingNode;
  private final int unknown;
  private final int longestWord;

  /**
   * @param pieces the pieces as the vocabulary spells them
   * @param affixes how it tells starting from continuing pieces
   * @param unknown the id for a word that cannot be spelled
   * @param longestWord longer words, counted in code points, are unknown
   */
  WordPiece(ByteTrie pieces, WordPieceAffixes affixes, int unknown, int longestWord) {
    this.pieces = pieces;
    this.startNode = pieces.node(affixes.start().getBytes(StandardCharsets.UTF_8));
    this.continuingNode = pieces.node(affixes.continuing().getBytes(StandardCharsets.UTF_8));
    this.unknown = unknown;
    this.longestWord = longestWord;
  }

  @Override
  public void encode(byte[] text, int from, int to, TokenSink out) {
    int before = out.size();
    boolean spelled = !isTooLong(text, from, to) && spell(text, from, to, out);
    if (!spelled) {
      out.truncate(before, from);
      out.add(unknown, to);
    }
  }

  private boolean spell(byte[] text, int from, int to, TokenSink out) {
    int at = from;
    int node = startNode;
    while (at < to) {
      long match = pieces.longest(node, text, at, to);
      if (match < 0) {
        return false;
      }
      at = (int) (match >>> 32);
      out.add((int) match, at);
      node = continuingNode;
    }
    return true;
  }

  private boolean isTooLong(byte[] text, int from, int to) {
    if (to - from <= longestWord) {
      return false;
    }
    int count = 0;
    for (int at = from; at < to; at += Utf8.width(text[at])) {
      count++;
      if (count > longestWord) {
        return true;
      }
    }
    return false;
  }
}
