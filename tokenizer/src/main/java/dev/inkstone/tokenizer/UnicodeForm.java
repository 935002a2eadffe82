package dev.inkstone.tokenizer;

import java.text.Normalizer.Form;

/**
 * One of Unicode's normalization forms, as of {@linkplain Unicode9 Unicode 9}.
 *
 * <p>A tracked text is rewritten segment by segment, where a segment is a character with the
 * combining ones behind it: no form looks further.
 */
final class UnicodeForm implements Normalizer {
  private final Form form;

  /** Used to see what a character starts with once taken apart. */
  private final Form decomposed;

  /** All text below this character has the form. */
  private final char lowestChanged;

  UnicodeForm(Form form) {
    this.form = form;
    boolean compatible = form == Form.NFKC || form == Form.NFKD;
    this.decomposed = compatible ? Form.NFKD : Form.NFD;
    this.lowestChanged = compatible ? '\u00A0' : form == Form.NFC ? '\u0300' : '\u00C0';
  }

  @Override
  public AlignedText apply(AlignedText aligned) {
    String text = aligned.text();
    if (isPlain(text)) {
      return aligned;
    }
    if (!aligned.isTracked()) {
      return AlignedText.untracked(Unicode9.normalize(text, form));
    }
    Rewriting rewriting = new Rewriting(aligned);
    int at = 0;
    while (at < text.length()) {
      int end = segmentEnd(text, at);
      String segment = text.substring(at, end);
      String result = Unicode9.normalize(segment, form);
      if (!result.equals(segment)) {
        rewriting.replaceFromEnd(at, end, result);
      }
      at = end;
    }
    return rewriting.finish();
  }

  private boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= lowestChanged) {
        return false;
      }
    }
    return true;
  }

  private int segmentEnd(String text, int from) {
    int at = from + Character.charCount(text.codePointAt(from));
    while (at < text.length()) {
      int codePoint = text.codePointAt(at);
      if (!joinsPrevious(codePoint)) {
        break;
      }
      at += Character.charCount(codePoint);
    }
    return at;
  }

  /** Whether the character may change places or compose with what stands before it. */
  private boolean joinsPrevious(int codePoint) {
    if (codePoint < 0x300 || Unicode9.isLater(codePoint)) {
      return false;
    }
    String apart = java.text.Normalizer.normalize(Character.toString(codePoint), decomposed);
    int first = apart.codePointAt(0);
    return (CharClass.of(first) & CharClass.MARK) != 0 || isMedialHangul(first);
  }

  /** Vowels and final consonants: they compose with the consonant before them. */
  private static boolean isMedialHangul(int codePoint) {
    return codePoint >= 0x1160 && codePoint <= 0x11FF;
  }
}
