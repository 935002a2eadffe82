package dev.inkstone.tokenizer;

/** Puts the normalizer and the pre-tokenizer of a tokenizer.json in front of a model of words. */
final class JsonWords {
  private JsonWords() {}

  /** The encoder of a file: over bytes where its steps only cut, over pieces where they do more. */
  static TextEncoder encoder(TokenizerJson json, JsonAddedTokens added, WordModel model) {
    StretchEncoder stretches =
        JsonPreTokenizer.words(json)
            .<StretchEncoder>map(words -> new WordEncoder(words, model))
            .orElseGet(() -> new PieceEncoder(JsonPieceSteps.of(json), model));
    return encoder(json, added, stretches);
  }

  /** The same with a given encoder behind the normalizer. */
  static TextEncoder encoder(TokenizerJson json, JsonAddedTokens added, StretchEncoder stretches) {
    Normalizer normalizer = JsonNormalizer.of(json);
    return new NormalizingEncoder(normalizer, added.matchedNormalized(normalizer), stretches);
  }
}
