package dev.inkstone.tokenizer;

import dev.inkstone.tokenizer.numbers.IntList;

/**
 * Digits in groups of three, counted from the right: {@code 1234567} is {@code 1}, {@code 234},
 * {@code 567}. A regular expression for it looks ahead to the end of the digits from each place,
 * which takes time quadratic in their number; this takes one pass.
 */
enum DigitGroups implements PatternFinder {
  /** Runs of {@code \p{N}}, whatever stands behind them. */
  NUMBERS,

  /** {@code \d{1,3}(?=(?:\d{3})*\b)}: not where a letter, mark or connector follows. */
  DIGITS_OF_WORDS,

  /** {@code \p{N}+}, then {@code (?=(\d{3})+(?!\d))}: within numbers, before whole groups. */
  IN_NUMBERS;

  private static final CodePointSet DIGIT = CodePointSet.where(Character::isDigit);
  private static final CodePointSet NUMBER = CodePointSet.classes(CharClass.NUMBER);

  /** What belongs to a word in Oniguruma, digits left out: none of them is behind a run. */
  private static final CodePointSet WORD =
      CodePointSet.where(DigitGroups::isWord).and(CodePointSet.of("²³¹¼½¾"));

  @Override
  public Matches find(String text) {
    Matches matches = new Matches();
    CodePointSet members = this == DIGITS_OF_WORDS ? DIGIT : NUMBER;
    int at = 0;
    while (at < text.length()) {
      int codePoint = text.codePointAt(at);
      if (members.contains(codePoint)) {
        at = addRun(text, at, members, matches);
      } else {
        at += Character.charCount(codePoint);
      }
    }
    matches.finish(text.length());
    return matches;
  }

  private int addRun(String text, int from, CodePointSet members, Matches matches) {
    IntList cuts = new IntList();
    int at = from;
    while (at < text.length() && members.contains(text.codePointAt(at))) {
      cuts.add(at);
      at += Character.charCount(text.codePointAt(at));
    }
    boolean inWord =
        this == DIGITS_OF_WORDS && at < text.length() && WORD.contains(text.codePointAt(at));
    if (!inWord) {
      addGroups(text, cuts, at, matches);
    }
    return at;
  }

  private void addGroups(String text, IntList starts, int end, Matches matches) {
    int group = starts.get(0);
    int left = this == IN_NUMBERS ? digitsFrom(text, starts, 0) : starts.size();
    for (int i = 1; i < starts.size(); i++) {
      left = left > 0 ? left - 1 : digitsFrom(text, starts, i);
      if (left > 0 && left % 3 == 0) {
        matches.add(group, starts.get(i));
        group = starts.get(i);
      }
    }
    matches.add(group, end);
  }

  /** How many digits stand in a row. */
  private static int digitsFrom(String text, IntList starts, int index) {
    int at = index;
    while (at < starts.size() && DIGIT.contains(text.codePointAt(starts.get(at)))) {
      at++;
    }
    return at - index;
  }

  private static boolean isWord(int codePoint) {
    int type = Character.getType(codePoint);
    return Character.isAlphabetic(codePoint)
        || (CharClass.of(codePoint) & CharClass.MARK) != 0
        || type == Character.CONNECTOR_PUNCTUATION;
  }
}
