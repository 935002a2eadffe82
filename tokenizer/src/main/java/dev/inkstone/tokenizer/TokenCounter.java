package dev.inkstone.tokenizer;

import java.util.Arrays;

/**
 * Counts the tokens of a text that grows, without encoding all of it again.
 *
 * {@snippet :
 * TokenCounter counter = tokenizer.counter();
 * counter.append("Why is the sky");
 * counter.append(" blue?");
 * int tokens = counter.count();
 * }
 *
 * <p>The count is always that of {@link Tokenizer#count} for the whole text; it may fall when text
 * is appended, since tokens merge. Text is settled, and not looked at again, up to the last space,
 * comma or East Asian punctuation mark between two letters or digits of any script, as far as the
 * tokenizer never joins tokens over it. Where it does, or may do so for all one can tell (a model
 * that reads whole texts, such as SentencePiece's Unigram; a regular expression of its own), and in
 * text without such places, all of it is counted again each time. Not thread-safe.
 */
public final class TokenCounter {
  private static final String SEPARATORS = " ,，、。！？；：";

  /** More marks on one letter are not looked through. */
  private static final int MOST_MARKS = 8;

  /** Places that are looked at each time text comes; more would take longer than counting. */
  private static final int MOST_PLACES = 32;

  private final VocabularyTokenizer tokenizer;
  private final WordBorder[] borders = new WordBorder[SEPARATORS.length()];

  /** What is not settled; in front of it, once something is, the last letter that is. */
  private final StringBuilder tail = new StringBuilder();

  /** Length of that letter with its marks. */
  private int anchor;

  /** Tokens of what is settled, less those of the anchor. */
  private int settled;

  /** Up to where the tail was searched for a place to settle. */
  private int searched;

  /** Tokens of the tail, or -1 where that is to be found out. */
  private int tailTokens = -1;

  TokenCounter(VocabularyTokenizer tokenizer) {
    this.tokenizer = tokenizer;
    Arrays.setAll(borders, i -> tokenizer.wordBorder(SEPARATORS.charAt(i)));
  }

  /** Appends text. */
  public void append(String text) {
    tail.append(text);
    tailTokens = -1;
    int border = lastBorder();
    searched = Math.max(searched, tail.length() - 1);
    if (border > 0) {
      settle(border);
    }
  }

  /** Number of tokens of all text so far. */
  public int count() {
    if (tailTokens < 0) {
      tailTokens = tokenizer.count(tail.toString());
    }
    return settled + tailTokens;
  }

  /** Characters that are counted again each time text comes. */
  int unsettled() {
    return tail.length();
  }

  private void settle(int border) {
    int letter = letterBefore(border);
    settled += tokenizer.count(tail.substring(0, border));
    settled -= tokenizer.count(tail.substring(letter, border));
    tail.delete(0, letter);
    anchor = border - letter;
    searched -= letter;
  }

  /** The last place where text can be settled, or 0. */
  private int lastBorder() {
    int first = Math.max(searched, anchor + 1);
    int places = 0;
    for (int at = tail.length() - 2; at >= first && places < MOST_PLACES; at--) {
      int separator = SEPARATORS.indexOf(tail.charAt(at));
      if (separator >= 0 && borders[separator] != WordBorder.UNKNOWN) {
        places++;
        if (isBorder(at, borders[separator])) {
          return at;
        }
      }
    }
    return 0;
  }

  private boolean isBorder(int at, WordBorder known) {
    int behind = tail.codePointAt(at + 1);
    int before = letterBefore(at);
    if (before < 0 || (CharClass.of(behind) & (CharClass.LETTER | CharClass.NUMBER)) == 0) {
      return false;
    }
    return known == WordBorder.CERTAIN
        || endsWord(
            tail.substring(before, at),
            tail.substring(before, at + 1 + Character.charCount(behind)));
  }

  /** Where the letter or digit starts that with its marks ends at {@code at}, or -1. */
  private int letterBefore(int at) {
    int start = at;
    for (int marks = 0; start > 0 && marks <= MOST_MARKS; marks++) {
      int codePoint = tail.codePointBefore(start);
      start -= Character.charCount(codePoint);
      int type = CharClass.of(codePoint);
      if ((type & CharClass.MARK) == 0) {
        return (type & CharClass.WORD) == 0 ? -1 : start;
      }
    }
    return -1;
  }

  /** Whether a word ends behind {@code letter} in {@code text}, which starts with it. */
  private boolean endsWord(String letter, String text) {
    SequenceTokens tokens = tokenizer.tokens(text, EncodeOptions.SpecialText.NONE);
    int own = tokenizer.count(letter);
    return own > 0
        && own < tokens.size()
        && Arrays.stream(tokens.ends(), 0, own).allMatch(end -> end <= letter.length())
        && Arrays.stream(tokens.starts(), own, tokens.size()).allMatch(s -> s >= letter.length())
        && tokens.words()[own - 1] != tokens.words()[own];
  }
}
