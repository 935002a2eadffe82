package dev.inkstone.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.error.UnsupportedModelException;
import java.util.List;
import java.util.OptionalInt;

/** BPE in a tokenizer.json: over bytes, or over characters with U+2581 for spaces. */
final class BpeFamily implements JsonFamily {
  private final TokenizerJson json;
  private final JsonAddedTokens added;
  private final JsonPreTokenizer text;

  BpeFamily(TokenizerJson json, JsonAddedTokens added) {
    this.json = json;
    this.added = added;
    requireNoAffixes();
    this.text = JsonPreTokenizer.ofBpe(json);
  }

  @Override
  public byte[] text(String spelling, TokenType type) {
    return text.isByteLevel()
        ? ByteAlphabet.bytes(spelling, type)
        : SentencePieceSpelling.bytes(spelling, type);
  }

  @Override
  public List<AddedToken> matched() {
    return added.matched(joinsText());
  }

  @Override
  public TextEncoder encoder(Vocabulary vocabulary, OptionalInt unknown) {
    return text.isByteLevel() ? byteLevel(vocabulary) : characters(vocabulary, unknown);
  }

  @Override
  public FirstToken firstToken() {
    return text.isByteLevel()
        ? FirstToken.AS_IT_IS
        : new JsonSpaceDecoder(json).firstToken(text.prefix());
  }

  private TextEncoder byteLevel(Vocabulary vocabulary) {
    boolean ignoreMerges = json.model().path("ignore_merges").asBoolean();
    ByteMerges merges = ByteMergesBuilder.listed(vocabulary, json.merges(), true);
    ByteLevelBpe model = ByteLevelBpe.listed(vocabulary, merges, text.splitters(), ignoreMerges);
    return new TextEncoder.ByteLevel(model, text.composes());
  }

  private TextEncoder characters(Vocabulary vocabulary, OptionalInt unknown) {
    if (!text.replacesSpace() || !text.splitters().isEmpty() || text.composes()) {
      throw new UnsupportedModelException(
          "%s: this combination of normalizer %s and pre_tokenizer %s is not supported"
              .formatted(json.source(), json.section("normalizer"), json.section("pre_tokenizer")));
    }
    CharacterMerges merges =
        CharacterMergesBuilder.byRank(vocabulary, json.merges(), json.source());
    WordBreaks breaks =
        text.splitsAtSpaces()
            ? WordBreaks.BEFORE_EVERY_SPACE
            : CharacterBpe.independentWords(merges);
    boolean fuse = json.model().path("fuse_unk").asBoolean();
    CharacterBpe model = new CharacterBpe(vocabulary, merges, breaks, unknown.orElse(-1), fuse);
    SpacePrefix prefix = joinsText() ? SpacePrefix.TEXT_START : text.prefix();
    return new TextEncoder.SentencePiece(model, prefix, text.prefixOnlyIfMissing());
  }

  /**
   * Whether added tokens are searched for after the normalizer has put a space in front of the
   * text: then it stands there once, and a token takes the space before it along.
   */
  private boolean joinsText() {
    return text.prefix() == SpacePrefix.EVERY_SEGMENT
        && !text.prefixOnlyIfMissing()
        && added.areNormalized();
  }

  private void requireNoAffixes() {
    for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
      JsonNode value = json.model().path(affix);
      if (!value.asText("").isEmpty() && !value.isNull()) {
        throw new UnsupportedModelException(
            "%s: model.%s is '%s'; only models without it are supported"
                .formatted(json.source(), affix, value.asText()));
      }
    }
  }
}
