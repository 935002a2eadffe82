package dev.inkstone.tokenizer;

/**
 * SentencePiece's own normalizer. Immutable.
 *
 * <p>In this order: user-defined pieces stay as they are, elsewhere the longest key of the
 * character map is replaced; runs of spaces become one and spaces at the start go, where the model
 * says so; a text that is empty then ends here; a space is put in front; spaces at the end go.
 * Where pieces spell spaces as U+2581, those in that spelling go as well, since the original has
 * all of them in that form by then.
 *
 * @param charsmap what is replaced
 * @param userDefined pieces that stay as they are
 * @param spaces what happens to spaces
 */
record SentencePieceNormalizer(
    Charsmap charsmap, AddedTokenMatcher userDefined, SentencePieceSpaces spaces)
    implements Normalizer {

  SentencePieceNormalizer(
      Charsmap charsmap,
      AddedTokenMatcher userDefined,
      boolean addsSpace,
      boolean removesExtraSpaces) {
    this(
        charsmap, userDefined, new SentencePieceSpaces(addsSpace, false, removesExtraSpaces, true));
  }

  @Override
  public AlignedText apply(AlignedText source) {
    AlignedText mapped = mapped(source);
    String text = mapped.text();
    if (spaces.removesExtra() && text.isEmpty()) {
      return mapped;
    }
    int end = spaces.removesExtra() ? trimmedEnd(text) : text.length();
    Rewriting rewriting = new Rewriting(mapped);
    // A text of nothing but spaces loses the one in front as well.
    if (spaces.added() && !spaces.behind() && !(spaces.removesExtra() && end == 0)) {
      rewriting.insert(0, " ");
    }
    if (end < text.length()) {
      rewriting.drop(end, text.length());
    }
    if (spaces.added() && spaces.behind()) {
      rewriting.insert(text.length(), " ");
    }
    return rewriting.finish();
  }

  @Override
  public boolean keepsApart(char separator) {
    // A space at the end of every text would join the last word of what is settled.
    boolean staysAsItIs = !(spaces.added() && spaces.behind());
    return staysAsItIs
        && userDefined.keepsApart(separator)
        && Normalizer.super.keepsApart(separator)
        && !charsmap.reachesOver(separator);
  }

  private AlignedText mapped(AlignedText source) {
    if (charsmap.isEmpty() && !spaces.removesExtra()) {
      return source;
    }
    String text = source.text();
    Pass pass = new Pass(source);
    int from = 0;
    while (from < text.length()) {
      AddedTokenMatcher.Occurrence kept =
          userDefined.find(text, from, EncodeOptions.SpecialText.NONE);
      int to = kept == null ? text.length() : kept.start();
      mapRange(pass, text, from, to);
      from = to;
      if (kept != null) {
        pass.keep(kept.start(), kept.end());
        from = kept.end();
      }
    }
    return pass.rewriting.finish();
  }

  private void mapRange(Pass pass, String text, int from, int to) {
    int at = from;
    while (at < to) {
      long match = charsmap.longest(text, at, to);
      if (match >= 0) {
        pass.replace(at, Charsmap.end(match), charsmap.replacement(match));
        at = Charsmap.end(match);
      } else {
        int next = at + Character.charCount(text.codePointAt(at));
        pass.keep(at, next);
        at = next;
      }
    }
  }

  private int trimmedEnd(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  private boolean isSpace(char c) {
    return c == ' ' || (spaces.escaped() && c == SentencePieceSpelling.SPACE);
  }

  /** One pass over a text, which leaves out spaces that repeat one where the model says so. */
  private final class Pass {
    private final String text;
    private final Rewriting rewriting;
    private boolean afterSpace = true;

    Pass(AlignedText source) {
      this.text = source.text();
      this.rewriting = new Rewriting(source);
    }

    void keep(int from, int to) {
      int start = from + repeatedSpaces(text, from, to);
      if (start > from) {
        rewriting.drop(from, start);
      }
      afterSpace = start < to ? text.charAt(to - 1) == ' ' : afterSpace;
    }

    void replace(int from, int to, String by) {
      String result = by.substring(repeatedSpaces(by, 0, by.length()));
      rewriting.replace(from, to, result);
      afterSpace = result.isEmpty() ? afterSpace : result.endsWith(" ");
    }

    private int repeatedSpaces(String part, int from, int to) {
      int at = from;
      while (spaces.removesExtra() && afterSpace && at < to && part.charAt(at) == ' ') {
        at++;
      }
      return at - from;
    }
  }
}
