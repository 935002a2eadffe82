package dev.inkstone.tokenizer;

import dev.inkstone.error.PatternLimitException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A regular expression out of a file, run with a limit: java.util.regex may need time exponential
 * in a text, and recursion as deep as a text is long.
 *
 * <p>A text of n characters may be looked at {@value #STEPS} * (n + 1) times; what needs more, or
 * more stack than there is, ends with an exception that names the expression. Immutable.
 */
final class BoundedRegex implements PatternFinder {
  private static final long STEPS = 1000;

  private final String source;
  private final Pattern pattern;

  /**
   * Compiles an expression in Oniguruma's syntax.
   *
   * @throws dev.inkstone.error.UnsupportedModelException if it is not understood
   */
  BoundedRegex(String source) {
    this.source = source;
    this.pattern = OnigurumaSyntax.compile(source);
  }

  /**
   * {@inheritDoc}
   *
   * @throws PatternLimitException if the limit is reached
   */
  @Override
  public Matches find(String text) {
    if (text.isEmpty()) {
      return new Matches();
    }
    try {
      return find(pattern.matcher(new CountedText(text, source)), text);
    } catch (StackOverflowError e) {
      throw new PatternLimitException(
          "the regular expression '%s' of the tokenizer recurses too deep for a text of %d characters"
              .formatted(source, text.length()));
    }
  }

  private static Matches find(Matcher matcher, String text) {
    Matches matches = new Matches();
    int last = -1;
    while (matcher.find()) {
      boolean empty = matcher.start() == matcher.end();
      // An empty match is none directly behind another match, nor inside of a character.
      if (!empty || (matcher.start() != last && !isInsideCharacter(text, matcher.start()))) {
        matches.add(matcher.start(), matcher.end());
        last = matcher.end();
      }
    }
    matches.finish(text.length());
    return matches;
  }

  private static boolean isInsideCharacter(String text, int at) {
    return at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at));
  }

  /** Counts how often it is looked at. */
  private static final class CountedText implements CharSequence {
    private final String text;
    private final String source;
    private long left;

    CountedText(String text, String source) {
      this.text = text;
      this.source = source;
      this.left = STEPS * (text.length() + 1L);
    }

    @Override
    public char charAt(int index) {
      if (--left < 0) {
        throw new PatternLimitException(
            "the regular expression '%s' of the tokenizer took %d steps on a text of %d characters; it may take %d for each"
                .formatted(source, STEPS * (text.length() + 1L), text.length(), STEPS));
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
