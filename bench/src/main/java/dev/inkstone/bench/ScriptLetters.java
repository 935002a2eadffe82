package dev.inkstone.bench;

import java.lang.Character.UnicodeScript;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** The characters of twenty scripts, and words made of them. */
final class ScriptLetters {
  private static final List<UnicodeScript> SCRIPTS =
      List.of(
          UnicodeScript.LATIN,
          UnicodeScript.GREEK,
          UnicodeScript.CYRILLIC,
          UnicodeScript.ARMENIAN,
          UnicodeScript.GEORGIAN,
          UnicodeScript.HEBREW,
          UnicodeScript.ARABIC,
          UnicodeScript.DEVANAGARI,
          UnicodeScript.BENGALI,
          UnicodeScript.GURMUKHI,
          UnicodeScript.TAMIL,
          UnicodeScript.TELUGU,
          UnicodeScript.THAI,
          UnicodeScript.TIBETAN,
          UnicodeScript.KHMER,
          UnicodeScript.ETHIOPIC,
          UnicodeScript.HANGUL,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.HAN);

  private static final int COMMON_MARKS = 0x300;
  private static final int COMMON_MARK_COUNT = 0x70;
  private static final int EVERYDAY = 200;

  /** Every code point of each script, the everyday ones first, and of all marks. */
  private final Map<UnicodeScript, int[]> characters = new EnumMap<>(UnicodeScript.class);

  private final int[] inherited;

  ScriptLetters() {
    for (UnicodeScript script : SCRIPTS) {
      characters.put(script, charactersOf(script));
    }
    inherited = charactersOf(UnicodeScript.INHERITED);
  }

  private static int[] charactersOf(UnicodeScript script) {
    return IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
        .filter(codePoint -> UnicodeScript.of(codePoint) == script)
        .toArray();
  }

  /** One to ten characters of one script, seldom ones of it seldom. */
  String word(Random random) {
    int[] all = script(random);
    int[] shown = random.nextInt(8) == 0 ? all : prefix(all);
    StringBuilder word = new StringBuilder();
    int length = 1 + random.nextInt(10);
    for (int i = 0; i < length; i++) {
      word.appendCodePoint(shown[random.nextInt(shown.length)]);
    }
    return word.toString();
  }

  /** A character of any script, a mark, a symbol, an ASCII character, seldom any at all. */
  String any(Random random) {
    int codePoint =
        switch (random.nextInt(8)) {
          case 0 -> inherited[random.nextInt(inherited.length)];
          case 1, 2 -> 0x20 + random.nextInt(0x5F);
          case 3 -> 0x2000 + random.nextInt(0x800);
          case 4 -> wellFormed(random.nextInt(Character.MAX_CODE_POINT + 1));
          default -> {
            int[] all = script(random);
            yield all[random.nextInt(all.length)];
          }
        };
    return Character.toString(codePoint);
  }

  /** Marks that stand on the character before them. */
  String marks(Random random, int count) {
    StringBuilder marks = new StringBuilder();
    for (int i = 0; i < count; i++) {
      boolean common = random.nextInt(4) > 0;
      marks.appendCodePoint(
          common
              ? COMMON_MARKS + random.nextInt(COMMON_MARK_COUNT)
              : inherited[random.nextInt(inherited.length)]);
    }
    return marks.toString();
  }

  private int[] script(Random random) {
    UnicodeScript script = SCRIPTS.get(random.nextInt(SCRIPTS.size()));
    int[] found = characters.get(script);
    if (found == null) {
      throw new IllegalStateException("no characters of " + script);
    }
    return found;
  }

  private static int[] prefix(int[] all) {
    return IntStream.of(all)
        .filter(codePoint -> codePoint >= 0x3400 || codePoint < 0x3100)
        .limit(EVERYDAY)
        .toArray();
  }

  private static int wellFormed(int codePoint) {
    boolean surrogate =
        codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    return surrogate ? 0xFFFD : codePoint;
  }
}
