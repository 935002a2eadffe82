package dev.inkstone.tokenizer;

import dev.inkstone.error.UnsupportedModelException;
import java.util.List;
import java.util.OptionalInt;

/** Unigram in a tokenizer.json: T5, XLM-RoBERTa and the embedding models that descend from it. */
final class UnigramFamily implements JsonFamily {
  private final TokenizerJson json;
  private final JsonAddedTokens added;
  private final Normalizer normalizer;
  private final WordEncoder.Words words;
  private final FirstToken firstToken;

  UnigramFamily(TokenizerJson json, JsonAddedTokens added) {
    this.json = json;
    this.added = added;
    this.normalizer = JsonNormalizer.of(json);
    this.words = JsonPreTokenizer.words(json);
    Metaspace metaspace = words.metaspace();
    if (json.section("decoder").isMissingNode()) {
      throw new UnsupportedModelException(
          "%s: a Unigram model without decoder is not supported".formatted(json.source()));
    }
    this.firstToken =
        new JsonSpaceDecoder(json)
            .firstToken(metaspace == null ? SpacePrefix.EVERY_SEGMENT : metaspace.prefix());
  }

  @Override
  public byte[] text(String spelling, TokenType type) {
    return SentencePieceSpelling.bytes(spelling, type);
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
    return new WordEncoder(normalizer, added.matchedNormalized(normalizer), words, model);
  }

  @Override
  public FirstToken firstToken() {
    return firstToken;
  }
}
