package dev.inkstone.tokenizer;

/**
 * SentencePiece's word and character models: every word, or every character, is one piece or
 * unknown. A word starts at each U+2581. What is unknown becomes its bytes where the vocabulary has
 * them, else neighbours become one unknown token. Immutable.
 *
 * @param pieces the pieces that text may become
 * @param characters whether characters are looked up, or else words
 * @param unknown the id for others, or -1 to leave them out
 * @param bytes the byte tokens
 */
record SentencePieceLookup(ByteTrie pieces, boolean characters, int unknown, ByteTokens bytes)
    implements SentencePieceEncoder.Model {

  @Override
  public void encode(byte[] text, TokenSink out) {
    int start = out.size();
    int from = 0;
    while (from < text.length) {
      int to = characters ? from + Utf8.width(text[from]) : wordEnd(text, from);
      int id = pieces.exact(text, from, to);
      if (id >= 0) {
        out.add(id, to);
      } else if (!bytes.spell(text, from, to, out)) {
        addUnknown(start, to, out);
      }
      from = to;
    }
  }

  private void addUnknown(int start, int to, TokenSink out) {
    if (out.size() > start && out.last() == unknown) {
      out.extend(to);
    } else if (unknown >= 0) {
      out.add(unknown, to);
    }
  }

  private static int wordEnd(byte[] text, int from) {
    int at = from + Utf8.width(text[from]);
    while (at < text.length && Utf8.codePoint(text, at) != SentencePieceSpelling.SPACE) {
      at += Utf8.width(text[at]);
    }
    return at;
  }
}
