package dev.inkstone.tokenizer;

/** Encodes the stretches of text between added tokens. Immutable. */
interface TextEncoder {

  /**
   * Appends the ids of {@code segment}, which is not empty.
   *
   * @param textStart whether the segment starts the text
   */
  void encode(String segment, boolean textStart, IdList out);

  /** Byte-level BPE, optionally over text in normalization form C. */
  record ByteLevel(ByteLevelBpe model, boolean composes) implements TextEncoder {
    @Override
    public void encode(String segment, boolean textStart, IdList out) {
      model.encode(Utf8.encode(composes ? Composition.composed(segment) : segment), out);
    }
  }

  /**
   * Character BPE with a space in front.
   *
   * @param prefix where the space goes
   * @param onlyIfMissing whether text that starts with a space gets no second one
   */
  record SentencePiece(CharacterBpe model, SpacePrefix prefix, boolean onlyIfMissing)
      implements TextEncoder {
    @Override
    public void encode(String segment, boolean textStart, IdList out) {
      model.encode(Utf8.encode(isPrefixed(segment, textStart) ? " " + segment : segment), out);
    }

    private boolean isPrefixed(String segment, boolean textStart) {
      boolean here =
          prefix == SpacePrefix.EVERY_SEGMENT || (prefix == SpacePrefix.TEXT_START && textStart);
      char first = segment.charAt(0);
      return here && !(onlyIfMissing && (first == ' ' || first == SentencePieceSpelling.SPACE));
    }
  }
}
