package dev.inkstone.tokenizer;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which characters are equal when case does not matter, by Unicode's simple case folding: {@code
 * s}, {@code S} and U+017F, but neither dotless nor dotted Turkish i, which java.util.regex would
 * fold.
 */
final class CaseFolds {
  /** For each character that has others: all of them, itself included. */
  private static final Map<Integer, String> GROUPS = groups();

  private CaseFolds() {}

  /** All characters equal to one, or nothing where it has only itself. */
  static String of(int codePoint) {
    return GROUPS.getOrDefault(codePoint, "");
  }

  /** The characters that are not in a bracket of java.util.regex but equal to one that is. */
  static String missing(String bracket) {
    StringBuilder missing = new StringBuilder();
    Matcher member = Pattern.compile(bracket).matcher("");
    GROUPS.forEach(
        (codePoint, group) -> {
          boolean isMember = member.reset(Character.toString(codePoint)).matches();
          if (!isMember && group.codePoints().anyMatch(c -> isMember(member, c))) {
            missing.appendCodePoint(codePoint);
          }
        });
    return missing.toString();
  }

  private static boolean isMember(Matcher member, int codePoint) {
    return member.reset(Character.toString(codePoint)).matches();
  }

  private static Map<Integer, String> groups() {
    Map<Integer, String> byFold = new HashMap<>();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (fold(c) != c) {
        String member = Character.toString(c);
        byFold.merge(fold(c), Character.toString(fold(c)) + member, (a, b) -> a + member);
      }
    }
    Map<Integer, String> groups = new HashMap<>();
    byFold.values().forEach(group -> group.codePoints().forEach(c -> groups.put(c, group)));
    return Map.copyOf(groups);
  }

  private static int fold(int codePoint) {
    boolean turkish = codePoint == 0x130 || codePoint == 0x131;
    return turkish ? codePoint : Character.toLowerCase(Character.toUpperCase(codePoint));
  }
}
