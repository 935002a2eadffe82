package dev.inkstone.tokenizer;

import java.util.List;
import java.util.OptionalInt;

/** Unigram in a tokenizer.json: T5, XLM-RoBERTa and the embedding models that descend from it. */
final class UnigramFamily implements JsonFamily {
  private final TokenizerJson json;
  private final JsonAddedTokens added;
  private final JsonDecoding decoding;

  UnigramFamily(TokenizerJson json, JsonAddedTokens added) {
    this.json = json;
    this.added = added;
    SpacePrefix prefix =
        JsonPreTokenizer.words(json)
            .map(WordEncoder.Words::metaspace)
            .map(Metaspace::prefix)
            .orElse(SpacePrefix.EVERY_SEGMENT);
    this.decoding = JsonDecoding.of(json, false, prefix);
  }

  @Override
  public List<AddedToken> matched() {
    return added.matchedAsGiven();
  }

  @Override
  public TextEncoder encoder(Vocabulary vocabulary, OptionalInt unknown) {
    ByteTrie pieces = TextPieces.of(vocabulary, json.vocabulary()).trie();
    boolean byteFallback = json.model().path("byte_fallback").asBoolean();
    Unigram model =
        new Unigram(
            pieces,
            UnigramScores.ofJson(json.scores()),
            unknown.orElse(-1),
            byteFallback ? ByteTokens.of(vocabulary) : ByteTokens.NONE,
            Unigram.Arithmetic.DOUBLE);
    return JsonWords.encoder(json, added, model);
  }

  @Override
  public JsonDecoding decoding() {
    return decoding;
  }
}
