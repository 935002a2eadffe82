package dev.inkstone.tokenizer;

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
 * is appended, since tokens merge. Text is settled where a word ends before a space; with a
 * vocabulary that joins words or a normalizer that replaces text, or without spaces between Latin
 * letters, all of it is counted again each time. Not thread-safe.
 */
public final class TokenCounter {
  /** Text before a settled place acts on what follows like this letter. */
  private static final String ANCHOR = "a";

  private final VocabularyTokenizer tokenizer;
  private final boolean settles;
  private final int anchorTokens;
  private final StringBuilder tail = new StringBuilder();

  private int settled;
  private boolean anchored;

  /** Up to where the tail was searched for a place to settle. */
  private int searched = 1;

  TokenCounter(VocabularyTokenizer tokenizer) {
    this.tokenizer = tokenizer;
    this.settles = tokenizer.endsWordsAtSpaces();
    this.anchorTokens = tokenizer.count(ANCHOR);
  }

  /** Appends text. */
  public void append(String text) {
    tail.append(text);
    int boundary = settles ? lastBoundary() : 0;
    if (boundary > 0) {
      settled += count(tail.substring(0, boundary));
      tail.delete(0, boundary);
      anchored = true;
      searched = 1;
    }
  }

  /** Number of tokens of all text so far. */
  public int count() {
    return settled + count(tail.toString());
  }

  private int count(String part) {
    return anchored ? tokenizer.count(ANCHOR + part) - anchorTokens : tokenizer.count(part);
  }

  /** The last single space between two letters, or 0. */
  private int lastBoundary() {
    int last = 0;
    for (int i = searched; i + 1 < tail.length(); i++) {
      boolean single =
          tail.charAt(i) == ' ' && isLetter(tail.charAt(i - 1)) && isLetter(tail.charAt(i + 1));
      last = single ? i : last;
    }
    searched = Math.max(1, tail.length() - 1);
    return last;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
