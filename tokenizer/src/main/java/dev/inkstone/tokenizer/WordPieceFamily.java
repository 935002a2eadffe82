package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import java.util.List;
import java.util.OptionalInt;

/** WordPiece in a tokenizer.json: BERT and its kin. */
final class WordPieceFamily implements JsonFamily {
  private static final String PREFIX = "##";
  private static final int LONGEST_WORD = 100;

  private final TokenizerJson json;
  private final JsonAddedTokens added;
  private final JsonDecoding decoding;

  WordPieceFamily(TokenizerJson json, JsonAddedTokens added) {
    this.json = json;
    this.added = added;
    this.decoding =
        json.section("decoder").isMissingNode()
            ? JsonDecoding.wordPiece(prefix(), true)
            : JsonDecoding.of(json, false, SpacePrefix.EVERY_SEGMENT);
  }

  @Override
  public List<AddedToken> matched() {
    return added.matchedAsGiven();
  }

  @Override
  public TextEncoder encoder(Vocabulary vocabulary, OptionalInt unknown) {
    if (unknown.isEmpty()) {
      throw new ModelFormatException(
          "%s: model.unk_token is '%s', which the vocabulary does not have"
              .formatted(json.source(), json.model().path("unk_token").asText()));
    }
    int longestWord = json.model().path("max_input_chars_per_word").asInt(LONGEST_WORD);
    ByteTrie pieces = TextPieces.of(vocabulary, json.vocabulary()).trie();
    WordPiece model =
        new WordPiece(
            pieces, WordPieceAffixes.continuing(prefix()), unknown.getAsInt(), longestWord);
    return JsonWords.encoder(json, added, model);
  }

  @Override
  public JsonDecoding decoding() {
    return decoding;
  }

  private String prefix() {
    return json.model().path("continuing_subword_prefix").asText(PREFIX);
  }
}
