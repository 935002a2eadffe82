package dev.inkstone.tokenizer;

/** Encodes the stretches of text between added tokens. Safe for concurrent use. */
interface TextEncoder {

  /**
   * Appends the ids of {@code segment}, which is not empty.
   *
   * @param start where the segment starts in the text
   * @param special decides which spellings of markup count, by places in the text; only for
   *     encoders that look for such tokens themselves
   */
  void encode(String segment, int start, EncodeOptions.SpecialText special, IdList out);

  /** Byte-level BPE, optionally over text in normalization form C. */
  record ByteLevel(ByteLevelBpe model, boolean composes) implements TextEncoder {
    @Override
    public void encode(String segment, int start, EncodeOptions.SpecialText special, IdList out) {
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
    public void encode(String segment, int start, EncodeOptions.SpecialText special, IdList out) {
      model.encode(Utf8.encode(isPrefixed(segment, start) ? " " + segment : segment), out);
    }

    private boolean isPrefixed(String segment, int start) {
      boolean here =
          prefix == SpacePrefix.EVERY_SEGMENT || (prefix == SpacePrefix.TEXT_START && start == 0);
      char first = segment.charAt(0);
      return here && !(onlyIfMissing && (first == ' ' || first == SentencePieceSpelling.SPACE));
    }
  }
}
