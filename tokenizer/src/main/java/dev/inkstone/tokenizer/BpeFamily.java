package dev.inkstone.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * BPE in a tokenizer.json. Over bytes, and over characters with U+2581 for spaces, there are
 * encoders of their own; every other combination of components goes the general way.
 */
final class BpeFamily implements JsonFamily {
  private final TokenizerJson json;
  private final JsonAddedTokens added;
  private final JsonPreTokenizer text;
  private final boolean simple;
  private final JsonDecoding decoding;

  BpeFamily(TokenizerJson json, JsonAddedTokens added) {
    this.json = json;
    this.added = added;
    this.text = JsonPreTokenizer.ofBpe(json);
    this.simple = isSimple();
    this.decoding = JsonDecoding.of(json, text.isByteLevel(), text.prefix());
  }

  @Override
  public List<AddedToken> matched() {
    return simple ? added.matched(joinsText()) : added.matchedAsGiven();
  }

  @Override
  public TextEncoder encoder(Vocabulary vocabulary, OptionalInt unknown) {
    if (!simple) {
      return general(vocabulary, unknown);
    }
    return text.isByteLevel()
        ? new TextEncoder.ByteLevel(byteLevel(vocabulary, text.splitters()), text.composes())
        : characters(vocabulary, unknown);
  }

  @Override
  public JsonDecoding decoding() {
    return decoding;
  }

  private boolean isSimple() {
    if (!text.isSimple() || hasAffixes()) {
      return false;
    }
    return text.isByteLevel()
        ? isPlainByteLevel() && !text.replacesSpace() && text.prefix() == SpacePrefix.NEVER
        : text.replacesSpace()
            && text.splitters().isEmpty()
            && !text.composes()
            && spellsEverything()
            && !added.hasWholeWordCharacter(json.vocabulary());
  }

  /** Whether no character is left out, so that its neighbours would merge. */
  private boolean spellsEverything() {
    return !setting("unk_token").isEmpty()
        || (json.model().path("byte_fallback").asBoolean() && ByteTokens.allIn(json.vocabulary()));
  }

  private boolean hasAffixes() {
    return !setting("continuing_subword_prefix").isEmpty()
        || !setting("end_of_word_suffix").isEmpty();
  }

  /** Whether every byte has a token, or what has none is left out. */
  private boolean isPlainByteLevel() {
    boolean spellsUnknown = json.model().path("byte_fallback").asBoolean();
    return (setting("unk_token").isEmpty() && !spellsUnknown) || hasByteAlphabet();
  }

  private boolean hasByteAlphabet() {
    CodePointMap letters = new CodePointMap();
    TokenList tokens = json.vocabulary();
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.spelling(i).length() == 1) {
        letters.put(tokens.spelling(i).charAt(0), i);
      }
    }
    boolean complete = true;
    for (int value = 0; value < 256; value++) {
      complete &= letters.find(ByteAlphabet.character(value)) >= 0;
    }
    return complete;
  }

  private ByteLevelBpe byteLevel(Vocabulary vocabulary, List<Splitter> splitters) {
    boolean ignoreMerges = json.model().path("ignore_merges").asBoolean();
    ByteMerges merges = ByteMergesBuilder.listed(vocabulary, json.merges(), true);
    return ByteLevelBpe.listed(vocabulary, merges, splitters, ignoreMerges);
  }

  private TextEncoder characters(Vocabulary vocabulary, OptionalInt unknown) {
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

  private TextEncoder general(Vocabulary vocabulary, OptionalInt unknown) {
    List<PieceStep> steps = new ArrayList<>(JsonPieceSteps.of(json));
    boolean spelledLast = !steps.isEmpty() && steps.getLast() instanceof ByteSpelling;
    boolean spelledTwice =
        steps.stream().filter(ByteSpelling.class::isInstance).count() > 1
            || json.section("normalizer").findValuesAsText("type").contains("ByteLevel");
    if (spelledLast && !spelledTwice && !hasAffixes() && hasByteAlphabet()) {
      // Bytes need not be spelled to be merged.
      steps.removeLast();
      WordModel words = byteLevel(vocabulary, List.of()).words();
      return JsonWords.encoder(json, added, new PieceEncoder(steps, words));
    }
    return JsonWords.encoder(json, added, words(vocabulary, unknown));
  }

  private WordModel words(Vocabulary vocabulary, OptionalInt unknown) {
    WordSymbols symbols =
        new WordSymbols(
            TextPieces.of(vocabulary, json.vocabulary()),
            json.merges(),
            setting("continuing_subword_prefix"),
            setting("end_of_word_suffix"),
            json.source());
    JsonNode model = json.model();
    WordBpe.Rules rules =
        new WordBpe.Rules(
            setting("unk_token").isEmpty() ? -1 : unknown.orElse(-1),
            model.path("fuse_unk").asBoolean(),
            model.path("ignore_merges").asBoolean());
    boolean byteFallback = model.path("byte_fallback").asBoolean();
    return new WordBpe(
        vocabulary, symbols, byteFallback ? ByteTokens.of(vocabulary) : ByteTokens.NONE, rules);
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

  private String setting(String name) {
    return json.model().path(name).asText("");
  }
}
