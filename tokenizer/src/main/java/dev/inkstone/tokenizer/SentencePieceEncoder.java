package dev.inkstone.tokenizer;

/**
 * Encodes text as a SentencePiece file says: its normalizer, then the user-defined pieces are cut
 * out, then its model takes what lies between them. Immutable.
 *
 * @param normalizer what happens to the text first
 * @param userDefined the pieces that are cut out
 * @param model encodes the rest
 */
record SentencePieceEncoder(
    SentencePieceNormalizer normalizer, AddedTokenMatcher userDefined, Model model)
    implements TextEncoder {

  @Override
  public void encode(String segment, int start, EncodeOptions.SpecialText special, TokenSink out) {
    AlignedText normalized = normalizer.apply(AlignedText.of(segment, out.tracks()));
    // Pieces are looked for in their own spelling.
    String text =
        normalizer.spaces().escaped()
            ? normalized.text().replace(' ', SentencePieceSpelling.SPACE)
            : normalized.text();
    int from = 0;
    while (from < text.length()) {
      AddedTokenMatcher.Occurrence piece =
          userDefined.find(text, from, EncodeOptions.SpecialText.NONE);
      int to = piece == null ? text.length() : piece.start();
      if (to > from) {
        byte[] bytes = Utf8.encode(text.substring(from, to));
        out.startWord(0);
        model.encode(bytes, out);
        out.endStretch(new TokenSink.Stretch(bytes, 0, normalized, from, start));
      }
      if (piece != null) {
        out.addFound(piece, normalized, start);
      }
      from = piece == null ? to : piece.end();
    }
  }

  @Override
  public WordBorder wordBorder(char separator) {
    WordBorder border = model.wordBorder(separator);
    boolean apart =
        border != WordBorder.UNKNOWN
            && userDefined.keepsApart(separator)
            && normalizer.keepsApart(separator);
    return apart ? border : WordBorder.UNKNOWN;
  }

  /** What a file's model type stands for. Immutable. */
  @FunctionalInterface
  interface Model {

    /** Appends the tokens of {@code text}, valid UTF-8 with spaces as the pieces spell them. */
    void encode(byte[] text, TokenSink out);

    /** What is known of the place before a {@code separator} between letters or digits. */
    default WordBorder wordBorder(char separator) {
      return WordBorder.UNKNOWN;
    }
  }
}
