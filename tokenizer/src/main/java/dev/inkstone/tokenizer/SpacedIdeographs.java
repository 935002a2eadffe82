package dev.inkstone.tokenizer;

/** BERT's {@code handle_chinese_chars}: spaces around CJK ideographs, not around kana or hangul. */
final class SpacedIdeographs implements Normalizer {
  static final SpacedIdeographs INSTANCE = new SpacedIdeographs();

  /** The blocks that BERT knew: 2B920, where 2B820 was meant, is its own mistake. */
  private static final CodePointSet IDEOGRAPHS =
      CodePointSet.ranges(
          0x4E00, 0x9FFF, 0x3400, 0x4DBF, 0x20000, 0x2A6DF, 0x2A700, 0x2B73F, 0x2B740, 0x2B81F,
          0x2B920, 0x2CEAF, 0xF900, 0xFAFF, 0x2F800, 0x2FA1F);

  private static final char FIRST = 0x3400;

  private SpacedIdeographs() {}

  @Override
  public AlignedText apply(AlignedText aligned) {
    String text = aligned.text();
    Rewriting rewriting = new Rewriting(aligned);
    int at = 0;
    while (at < text.length()) {
      if (text.charAt(at) < FIRST) {
        at++;
        continue;
      }
      int codePoint = text.codePointAt(at);
      int next = at + Character.charCount(codePoint);
      if (IDEOGRAPHS.contains(codePoint)) {
        rewriting.replace(at, next, " " + text.substring(at, next) + " ");
      }
      at = next;
    }
    return rewriting.finish();
  }
}
