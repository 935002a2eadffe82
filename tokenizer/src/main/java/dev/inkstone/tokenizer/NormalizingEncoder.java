package dev.inkstone.tokenizer;

import java.util.List;

/**
 * Normalizes text, takes out the added tokens that are searched for in normalized text, and leaves
 * the rest to another encoder. Safe for concurrent use.
 */
final class NormalizingEncoder implements TextEncoder {
  private final Normalizer normalizer;
  private final AddedTokenMatcher addedTokens;
  private final StretchEncoder stretches;
  private final boolean tracked;

  /**
   * @param normalizer rewrites the text first
   * @param normalizedTokens the added tokens to search for afterwards, their spelling normalized
   */
  NormalizingEncoder(
      Normalizer normalizer, List<AddedToken> normalizedTokens, StretchEncoder stretches) {
    this.normalizer = normalizer;
    this.addedTokens = new AddedTokenMatcher(normalizedTokens);
    this.stretches = stretches;
    // Both rules speak of places in the text as it was given.
    this.tracked =
        normalizedTokens.stream().anyMatch(AddedToken::markup) || stretches.asksForOrigin();
  }

  @Override
  public WordBorder wordBorder(char separator) {
    boolean apart =
        addedTokens.keepsApart(separator)
            && !addedTokens.endInWords()
            && normalizer.keepsApart(separator);
    return apart ? stretches.wordBorder(separator) : WordBorder.UNKNOWN;
  }

  @Override
  public void encode(String segment, int start, EncodeOptions.SpecialText special, TokenSink out) {
    AlignedText source = AlignedText.of(Utf8.valid(segment), tracked || out.tracks());
    AlignedText normalized = normalizer.apply(source);
    String text = normalized.text();
    EncodeOptions.SpecialText origin =
        (from, to) ->
            special.isToken(
                start + normalized.sourceStart(from), start + normalized.sourceEnd(to - 1));
    int from = 0;
    while (from < text.length()) {
      AddedTokenMatcher.Occurrence token = addedTokens.find(text, from, origin);
      int to = token == null ? text.length() : token.start();
      if (to > from) {
        stretches.encode(normalized, from, to, start, out);
      }
      if (token != null) {
        out.addFound(token, normalized, start);
      }
      from = token == null ? to : token.end();
    }
  }
}
