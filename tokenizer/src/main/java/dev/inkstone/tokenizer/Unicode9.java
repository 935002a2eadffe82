package dev.inkstone.tokenizer;

import java.text.Normalizer;
import java.text.Normalizer.Form;

/**
 * Unicode's normalization forms, as of Unicode 9.
 *
 * <p>The library that defines these components has tables of that version, and vocabularies were
 * made with it. A character that came later has no decomposition there and never changes places
 * with a mark, so it stands between two texts that are normalized each by itself.
 */
final class Unicode9 {
  /**
   * Every later character that is a mark with a combining class, can be taken apart, or composes
   * with the one behind it.
   */
  private static final CodePointSet LATER =
      CodePointSet.parse(
          """
          7FD 897-89F 8CA-8D3 9FE C3C D3B-D3C EBA 1715 1ABF-1ACE 1DF6-1DFA 32FF A7F2-A7F4 A82C
          AB69 105C9 105D2 105DA 105E4 10781-10785 10787-107B0 107B2-107BA 10D24-10D27
          10D69-10D6D 10EAB-10EAC 10EFD-10EFF 10F46-10F50 10F82-10F85 11070 1133B 11382-11385
          1138B 1138E 11390-11391 113C2 113C5 113C7-113C8 113CE-113D0 1145E 11839-1183A 11935
          11938 1193D-1193E 11943 119E0 11A34 11A47 11A99 11D42 11D44-11D45 11D97 11F41-11F42
          1611E 16121-16129 1612F 16D63 16D67-16D6A 16FF0-16FF1 1CCD6-1CCF9 1E030-1E06D 1E08F
          1E130-1E136 1E2AE 1E2EC-1E2EF 1E4EC-1E4EF 1E5EE-1E5EF 1F16C 1FBF0-1FBF9
          """);

  private Unicode9() {}

  /** Whether the character came later and would be treated in another way today. */
  static boolean isLater(int codePoint) {
    return LATER.contains(codePoint);
  }

  /** The form {@code form} of a text. */
  static String normalize(String text, Form form) {
    int later = nextLater(text, 0);
    if (later == text.length()) {
      return today(text, form);
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    int from = 0;
    while (later < text.length()) {
      int next = later + Character.charCount(text.codePointAt(later));
      out.append(today(text.substring(from, later), form));
      out.append(text, later, next);
      from = next;
      later = nextLater(text, from);
    }
    return out.append(today(text.substring(from), form)).toString();
  }

  private static String today(String text, Form form) {
    return Normalizer.normalize(CanonicalOrder.sorted(text), form);
  }

  private static int nextLater(String text, int from) {
    int at = from;
    while (at < text.length()) {
      int codePoint = text.codePointAt(at);
      if (isLater(codePoint)) {
        break;
      }
      at += Character.charCount(codePoint);
    }
    return at;
  }
}
