package dev.inkstone.tokenizer;

import java.util.List;
import java.util.OptionalInt;

/** WordLevel in a tokenizer.json: one token a word. */
final class WordLevelFamily implements JsonFamily {
  private final TokenizerJson json;
  private final JsonAddedTokens added;
  private final JsonDecoding decoding;

  WordLevelFamily(TokenizerJson json, JsonAddedTokens added) {
    this.json = json;
    this.added = added;
    this.decoding = JsonDecoding.of(json, false, SpacePrefix.EVERY_SEGMENT);
  }

  @Override
  public List<AddedToken> matched() {
    return added.matchedAsGiven();
  }

  @Override
  public TextEncoder encoder(Vocabulary vocabulary, OptionalInt unknown) {
    ByteTrie words = TextPieces.of(vocabulary, json.vocabulary()).trie();
    return JsonWords.encoder(
        json, added, new WordLevel(words, unknown.orElse(ByteTrie.NONE), json.source()));
  }

  @Override
  public JsonDecoding decoding() {
    return decoding;
  }
}
