package dev.inkstone.tokenizer.efficiency;

import java.lang.Character.UnicodeScript;
import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How long a text is.
 *
 * @param characters Unicode characters
 * @param bytes bytes of UTF-8
 * @param words words as {@link BreakIterator} finds them; 0 where it finds none, see {@link
 *     Measurement#fertility}
 */
public record TextSize(long characters, long bytes, long words) {
  /** Written without spaces, and Java has no dictionary to find words. */
  private static final Set<UnicodeScript> RUN_TOGETHER =
      Set.of(
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.BOPOMOFO,
          UnicodeScript.LAO,
          UnicodeScript.KHMER,
          UnicodeScript.MYANMAR);

  /** Checks the signs. */
  public TextSize {
    if (characters < 1 || bytes < 1 || words < 0) {
      throw new IllegalArgumentException(
          "a text of %d characters, %d bytes and %d words: expected at least 1, 1 and 0"
              .formatted(characters, bytes, words));
    }
  }

  /** The size of all parts of a text together; {@code language} is a BCP 47 tag. */
  static TextSize of(String language, List<String> parts) {
    Locale locale = Locale.forLanguageTag(language);
    long characters = 0;
    long bytes = 0;
    long words = 0;
    for (String part : parts) {
      characters += part.codePointCount(0, part.length());
      bytes += part.getBytes(StandardCharsets.UTF_8).length;
      words += words(part, locale);
    }
    return new TextSize(characters, bytes, hasWords(parts, locale) ? words : 0);
  }

  private static long words(String text, Locale locale) {
    BreakIterator breaks = BreakIterator.getWordInstance(locale);
    breaks.setText(text);
    long words = 0;
    int from = breaks.first();
    for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
      words += text.substring(from, to).codePoints().anyMatch(Character::isLetterOrDigit) ? 1 : 0;
      from = to;
    }
    return words;
  }

  /** Whether less than half of the letters are of scripts that run words together. */
  private static boolean hasWords(List<String> parts, Locale locale) {
    long letters = 0;
    long runTogether = 0;
    for (String part : parts) {
      letters += part.codePoints().filter(Character::isLetter).count();
      runTogether += part.codePoints().filter(letter -> isRunTogether(letter, locale)).count();
    }
    return 2 * runTogether <= letters;
  }

  private static boolean isRunTogether(int codePoint, Locale locale) {
    if (!Character.isLetter(codePoint)) {
      return false;
    }
    UnicodeScript script = UnicodeScript.of(codePoint);
    // The dictionary of Thai is the only one, and used for Thai alone.
    return RUN_TOGETHER.contains(script)
        || (script == UnicodeScript.THAI && !locale.getLanguage().equals("th"));
  }
}
