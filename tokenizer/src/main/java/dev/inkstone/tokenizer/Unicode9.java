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

  private static final CodePointSet LATER_MARKS =
      CodePointSet.parse(
          """
          7FD 897-89F 8CA-8D3 9FE AFA-AFF B55 C04 C3C CF3 D00 D3B-D3C D81 EBA ECE 1715 180F
          1ABF-1ACE 1CF7 1DF6-1DFA A82C A8FF 10D24-10D27 10D69-10D6D 10EAB-10EAC 10EFC-10EFF
          10F46-10F50 10F82-10F85 11070 11073-11074 110C2 11145-11146 111C9 111CE-111CF 11241
          1133B 113B8-113C0 113C2 113C5 113C7-113CA 113CC-113D0 113D2 113E1-113E2 1145E
          1182C-1183A 11930-11935 11937-11938 1193B-1193E 11940 11942-11943 119D1-119D7
          119DA-119E0 119E4 11A01-11A0A 11A33-11A39 11A3B-11A3E 11A47 11A51-11A5B 11A8A-11A99
          11D31-11D36 11D3A 11D3C-11D3D 11D3F-11D45 11D47 11D8A-11D8E 11D90-11D91 11D93-11D97
          11EF3-11EF6 11F00-11F01 11F03 11F34-11F3A 11F3E-11F42 11F5A 13440 13447-13455
          1611E-1612F 16F4F 16F7F-16F87 16FE4 16FF0-16FF1 1CF00-1CF2D 1CF30-1CF46 1E08F
          1E130-1E136 1E2AE 1E2EC-1E2EF 1E4EC-1E4EF 1E5EE-1E5EF
          """);

  private Unicode9() {}

  /** Whether the character was a combining mark. */
  static boolean isMark(int codePoint) {
    boolean today = (CharClass.of(codePoint) & CharClass.MARK) != 0;
    // These two are letters now.
    return today ? !LATER_MARKS.contains(codePoint) : codePoint == 0x1CF2 || codePoint == 0x1CF3;
  }

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
