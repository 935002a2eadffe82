package dev.inkstone.tokenizer;

/** The rules by which published tokenizers clean text, character by character. */
final class CharacterRules {
  /** BERT's {@code clean_text}: no control characters, and every white space is a plain space. */
  static final Normalizer CLEAN_TEXT = new CodePointRewrite(CharacterRules::cleaned);

  /** Leaves out nonspacing marks. */
  static final Normalizer WITHOUT_NONSPACING_MARKS =
      new CodePointRewrite(c -> isNonspacing(c) ? CodePointRewrite.DROP : c);

  /** Leaves out every combining mark of Unicode 9: {@code StripAccents}. */
  static final Normalizer WITHOUT_MARKS =
      new CodePointRewrite(c -> Unicode9.isMark(c) ? CodePointRewrite.DROP : c);

  /** {@code Nmt}: the cleaning that came with SentencePiece's translation models. */
  static final Normalizer NMT = new CodePointRewrite(CharacterRules::nmt);

  private CharacterRules() {}

  private static int cleaned(int codePoint) {
    if (codePoint >= 0x20 && codePoint < 0x7F) {
      return codePoint;
    }
    if (codePoint == '\t' || codePoint == '\n' || codePoint == '\r') {
      return ' ';
    }
    if (codePoint == 0xFFFD || Unicode8.isControl(codePoint)) {
      return CodePointRewrite.DROP;
    }
    return (CharClass.of(codePoint) & CharClass.SPACE) != 0 ? ' ' : codePoint;
  }

  private static boolean isNonspacing(int codePoint) {
    return codePoint >= 0x300 && Unicode8.isNonspacingMark(codePoint);
  }

  private static int nmt(int codePoint) {
    if (codePoint >= 0x20 && codePoint < 0x7F) {
      return codePoint;
    }
    return switch (codePoint) {
      case '\t', '\n', '\f', '\r' -> ' ';
      case 0x1680, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F -> ' ';
      case 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD -> ' ';
      case 0x7F, 0x8F, 0x9F -> CodePointRewrite.DROP;
      default -> codePoint > 0 && codePoint < 0x20 ? CodePointRewrite.DROP : codePoint;
    };
  }
}
