package dev.inkstone.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.util.List;
import java.util.OptionalInt;

/** WordPiece in a tokenizer.json: BERT and its kin. */
final class WordPieceFamily implements JsonFamily {
  private static final String PREFIX = "##";
  private static final int LONGEST_WORD = 100;

  private final TokenizerJson json;
  private final JsonAddedTokens added;
  private final Normalizer normalizer;
  private final WordEncoder.Words words;
  private final WordPieceAffixes decoded;
  private final boolean cleanup;

  WordPieceFamily(TokenizerJson json, JsonAddedTokens added) {
    this.json = json;
    this.added = added;
    this.normalizer = JsonNormalizer.of(json);
    this.words = JsonPreTokenizer.words(json);
    JsonNode decoder = json.section("decoder");
    if (!decoder.path("type").asText("WordPiece").equals("WordPiece")) {
      throw new UnsupportedModelException(
          "%s: decoder component %s is not supported".formatted(json.source(), decoder));
    }
    this.decoded = WordPieceAffixes.continuing(decoder.path("prefix").asText(prefix()));
    this.cleanup = decoder.path("cleanup").asBoolean(true);
  }

  @Override
  public byte[] text(String spelling, TokenType type) {
    return decoded.bytes(spelling, cleanup);
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
    return new WordEncoder(normalizer, added.matchedNormalized(normalizer), words, model);
  }

  @Override
  public FirstToken firstToken() {
    return FirstToken.AS_SPELLED;
  }

  private String prefix() {
    return json.model().path("continuing_subword_prefix").asText(PREFIX);
  }
}
