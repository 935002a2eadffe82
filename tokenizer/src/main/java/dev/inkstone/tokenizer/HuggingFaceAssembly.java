package dev.inkstone.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** Builds a tokenizer out of a tokenizer.json and what lies beside it. */
final class HuggingFaceAssembly {
  private final TokenizerJson json;
  private final HuggingFaceConfig config;
  private final JsonPreTokenizer text;
  private final JsonAddedTokens added;
  private final Vocabulary vocabulary;

  HuggingFaceAssembly(TokenizerJson json, HuggingFaceConfig config) {
    this.json = json;
    this.config = config;
    requireBpe();
    this.text = new JsonPreTokenizer(json);
    this.added = new JsonAddedTokens(json, config);
    this.vocabulary = vocabulary();
  }

  Tokenizer tokenizer() {
    VocabularyTokenizer.Frame frame = frame();
    OptionalInt bos = role("bos", frame.before());
    OptionalInt eos = role("eos", frame.after());
    Set<Integer> ends = new HashSet<>(EndTokens.in(vocabulary));
    eos.ifPresent(ends::add);
    config.endIds().stream().filter(id -> id < vocabulary.size()).forEach(ends::add);
    SpecialTokens special =
        new SpecialTokens(
            bos,
            eos,
            unknown(),
            role("pad", new int[0]),
            ends,
            bos.isPresent() && contains(frame.before(), bos.getAsInt()),
            eos.isPresent() && contains(frame.after(), eos.getAsInt()));
    boolean spaced = !text.isByteLevel();
    return new VocabularyTokenizer(
        vocabulary,
        new AddedTokenMatcher(added.matched(joinsText())),
        spaced ? sentencePiece() : byteLevel(),
        frame,
        special,
        spaced && dropsFirstSpace());
  }

  private TextEncoder byteLevel() {
    boolean ignoreMerges = json.model().path("ignore_merges").asBoolean();
    ByteLevelBpe model =
        ByteLevelBpe.listed(vocabulary, json.merges(), text.splitters(), ignoreMerges);
    return new TextEncoder.ByteLevel(model, text.composes());
  }

  private TextEncoder sentencePiece() {
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
    CharacterBpe model = new CharacterBpe(vocabulary, merges, breaks, unknown().orElse(-1), fuse);
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

  private boolean dropsFirstSpace() {
    boolean drops = false;
    JsonNode decoder = json.section("decoder");
    List<JsonNode> parts = new ArrayList<>();
    if (decoder.path("type").asText().equals("Sequence")) {
      decoder.path("decoders").forEach(parts::add);
    } else {
      parts.add(decoder);
    }
    for (JsonNode part : parts) {
      switch (part.path("type").asText()) {
        case "Replace", "ByteFallback", "Fuse" -> {
          // What every vocabulary of this spelling needs; decoding does it in any case.
        }
        case "Strip" -> drops = part.path("start").asInt() > 0;
        case "Metaspace" -> drops = text.prefix() != SpacePrefix.NEVER;
        default ->
            throw new UnsupportedModelException(
                "%s: decoder component %s is not supported".formatted(json.source(), part));
      }
    }
    return drops;
  }

  private void requireBpe() {
    JsonNode model = json.model();
    // Old files have no type; merges are what only BPE has.
    String type = model.path("type").asText(model.has("merges") ? "BPE" : "unknown");
    if (!type.equals("BPE")) {
      throw new UnsupportedModelException(
          "%s: model type '%s' is not supported; supported is: BPE".formatted(json.source(), type));
    }
    for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
      if (!model.path(affix).asText("").isEmpty() && !model.path(affix).isNull()) {
        throw new UnsupportedModelException(
            "%s: model.%s is '%s'; only models without it are supported"
                .formatted(json.source(), affix, model.path(affix).asText()));
      }
    }
  }

  private Vocabulary vocabulary() {
    int greatest = added.greatestId();
    TokenList tokens = json.vocabulary();
    for (int i = 0; i < tokens.size(); i++) {
      greatest = Math.max(greatest, tokens.id(i));
    }
    long entries = (long) tokens.size() + added.count();
    if (greatest < 0 || greatest > 4 * entries + 1024) {
      throw new ModelFormatException(
          "%s: the greatest token id is %d, in a vocabulary of %d entries"
              .formatted(json.source(), greatest, entries));
    }
    String[] spellings = new String[greatest + 1];
    TokenType[] types = new TokenType[greatest + 1];
    Arrays.fill(spellings, "");
    Arrays.fill(types, TokenType.UNUSED);
    boolean byteFallback = json.model().path("byte_fallback").asBoolean();
    for (int i = 0; i < tokens.size(); i++) {
      String spelling = tokens.spelling(i);
      int id = tokens.id(i);
      if (id < 0) {
        throw new ModelFormatException(
            "%s: token '%s' has the id %d".formatted(json.source(), spelling, id));
      }
      boolean isByte = byteFallback && SentencePieceSpelling.byteValue(spelling) >= 0;
      spellings[id] = spelling;
      types[id] = isByte ? TokenType.BYTE : TokenType.NORMAL;
    }
    added.applyTo(spellings, types, json.model().path("unk_token").asText(""));
    return new Vocabulary(
        spellings, types, text.isByteLevel() ? ByteAlphabet::bytes : SentencePieceSpelling::bytes);
  }

  private OptionalInt unknown() {
    JsonNode unknown = json.model().path("unk_token");
    return unknown.isTextual() ? find(unknown.textValue()) : role("unk", new int[0]);
  }

  /** The id of a role: what the configuration says, else the only id on that side of a text. */
  private OptionalInt role(String role, int[] side) {
    OptionalInt named = config.token(role).map(this::find).orElse(OptionalInt.empty());
    return named.isPresent() || side.length != 1 ? named : OptionalInt.of(side[0]);
  }

  private OptionalInt find(String spelling) {
    int id = vocabulary.id(spelling);
    return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
  }

  private VocabularyTokenizer.Frame frame() {
    JsonFrame template = new JsonFrame(json);
    return new VocabularyTokenizer.Frame(
        adjusted(template.before(), "bos"), adjusted(template.after(), "eos"));
  }

  /** The ids on one side after {@code add_bos_token} or {@code add_eos_token} has its say. */
  private int[] adjusted(int[] side, String role) {
    OptionalInt id = role(role, side);
    boolean wanted =
        config
            .flag("add_" + role + "_token")
            .orElse(id.isPresent() && contains(side, id.getAsInt()));
    if (id.isEmpty() || wanted == contains(side, id.getAsInt())) {
      return checked(side);
    }
    int token = id.getAsInt();
    return wanted
        ? new int[] {token}
        : IntStream.of(side).filter(other -> other != token).toArray();
  }

  private int[] checked(int[] side) {
    for (int id : side) {
      if (id < 0 || id >= vocabulary.size()) {
        throw new ModelFormatException(
            "%s: post_processor uses the id %d; the vocabulary has ids 0 to %d"
                .formatted(json.source(), id, vocabulary.size() - 1));
      }
    }
    return side;
  }

  private static boolean contains(int[] ids, int id) {
    return IntStream.of(ids).anyMatch(other -> other == id);
  }
}
