package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A vocabulary read from GGUF metadata, and the tokenizers made of it. */
final class GgufVocabulary {
  private static final Logger LOG = LoggerFactory.getLogger(GgufVocabulary.class);

  private static final String PREFIX = "tokenizer.ggml.";

  /** Tokens of Phi-3 that keep the white space behind them. */
  private static final Set<String> PHI3_KEEPS_SPACE = Set.of("<unk>", "<s>", "<|endoftext|>");

  private final GgufMetadata metadata;
  private final Vocabulary vocabulary;

  private GgufVocabulary(GgufMetadata metadata, BiFunction<String, TokenType, byte[]> text) {
    this.metadata = metadata;
    String[] tokens = metadata.texts(PREFIX + "tokens");
    if (tokens.length == 0) {
      throw new ModelFormatException("GGUF metadata 'tokenizer.ggml.tokens' is empty");
    }
    this.vocabulary = new Vocabulary(tokens, types(metadata, tokens), text);
  }

  /** Reads a vocabulary of SentencePiece spelling. */
  static GgufVocabulary sentencePiece(GgufMetadata metadata) {
    return new GgufVocabulary(metadata, SentencePieceSpelling::bytes);
  }

  /** Reads a vocabulary of byte alphabet spelling. */
  static GgufVocabulary byteLevel(GgufMetadata metadata) {
    return new GgufVocabulary(metadata, ByteAlphabet::bytes);
  }

  /** Reads a WordPiece vocabulary. */
  static GgufVocabulary wordPiece(GgufMetadata metadata) {
    WordPieceAffixes affixes = GgufWordPiece.affixes(metadata.texts(PREFIX + "tokens"));
    return new GgufVocabulary(metadata, (token, type) -> affixes.bytes(token, true));
  }

  /** SentencePiece BPE: by default with a space and the begin token in front. */
  Tokenizer sentencePieceTokenizer() {
    float[] scores = metadata.floats(PREFIX + "scores", vocabulary.size());
    CharacterMerges merges = CharacterMergesBuilder.byScore(vocabulary, scores);
    OptionalInt unknown = role("unknown", 0);
    CharacterBpe model =
        new CharacterBpe(
            vocabulary, merges, CharacterBpe.independentWords(merges), unknown.orElse(-1), true);
    boolean spaced = metadata.flag(PREFIX + "add_space_prefix", true);
    SpacePrefix prefix = spaced ? SpacePrefix.EVERY_SEGMENT : SpacePrefix.NEVER;
    SpecialTokens special = specialTokens(role("bos", 1), role("eos", 2), unknown, true, false);
    FirstToken first = spaced ? FirstToken.WITHOUT_FIRST_SPACE : FirstToken.AS_IT_IS;
    return tokenizer(new TextEncoder.SentencePiece(model, prefix, false), special, first);
  }

  /** Byte-level BPE: whether the begin token is added by default depends on the family. */
  Tokenizer byteLevelTokenizer() {
    PreTokenizerFamily family = family();
    MergeList merges = new MergeList();
    for (String merge : metadata.texts(PREFIX + "merges")) {
      merges.addLine(merge, "GGUF metadata 'tokenizer.ggml.merges'");
    }
    ByteMerges pairs = ByteMergesBuilder.listed(vocabulary, merges, false);
    SpecialTokens special =
        specialTokens(role("bos"), role("eos"), role("unknown"), family.addsBos(), false);
    TextEncoder encoder =
        family.encoder(
            splitters -> ByteLevelBpe.listed(vocabulary, pairs, splitters, family.ignoresMerges()));
    return tokenizer(encoder, special, FirstToken.AS_IT_IS);
  }

  /** Unigram: by default with a space in front and the end token behind. */
  Tokenizer unigramTokenizer() {
    OptionalInt unknown = role("unknown", 2);
    boolean spaced = metadata.flag(PREFIX + "add_space_prefix", true);
    AddedTokenMatcher none = new AddedTokenMatcher(List.of());
    SentencePieceNormalizer normalizer =
        new SentencePieceNormalizer(
            Charsmap.parse(metadata.bytes(PREFIX + "precompiled_charsmap"), "GGUF metadata"),
            none,
            spaced,
            metadata.flag(PREFIX + "remove_extra_whitespaces", false));
    float[] scores = metadata.floats(PREFIX + "scores", vocabulary.size());
    Unigram model = Unigram.ofSentencePiece(vocabulary, scores, unknown.orElse(-1));
    return tokenizer(
        new SentencePieceEncoder(normalizer, none, model::encode),
        specialTokens(role("bos"), role("eos", 1), unknown, false, true),
        spaced ? FirstToken.WITHOUT_FIRST_SPACE : FirstToken.AS_IT_IS);
  }

  /** WordPiece: by default with the class token in front and the separator behind. */
  Tokenizer wordPieceTokenizer() {
    GgufWordPiece words = new GgufWordPiece(metadata, vocabulary);
    return tokenizer(words.encoder(), words.template(), words.specialTokens(), words.firstToken());
  }

  private Tokenizer tokenizer(TextEncoder encoder, SpecialTokens special, FirstToken first) {
    return tokenizer(encoder, SpecialTokenTemplate.of(special), special, first);
  }

  private Tokenizer tokenizer(
      TextEncoder encoder, SpecialTokenTemplate template, SpecialTokens special, FirstToken first) {
    return new VocabularyTokenizer(
        vocabulary, new AddedTokenMatcher(addedTokens()), encoder, template, null, special, first);
  }

  private PreTokenizerFamily family() {
    if (!metadata.has(PREFIX + "pre")) {
      LOG.warn(
          "the file names no pre-tokenizer (tokenizer.ggml.pre); the default one may split text"
              + " differently from what the model was trained with");
    }
    return PreTokenizerFamily.named(
        metadata.text(PREFIX + "pre", "default"), "pre-tokenizer (tokenizer.ggml.pre)");
  }

  private SpecialTokens specialTokens(
      OptionalInt bos, OptionalInt eos, OptionalInt unknown, boolean addsBos, boolean addsEos) {
    Set<Integer> ends = new HashSet<>(EndTokens.in(vocabulary));
    eos.ifPresent(ends::add);
    role("eot").ifPresent(ends::add);
    role("eom").ifPresent(ends::add);
    return new SpecialTokens(
        bos,
        eos,
        unknown,
        role("padding"),
        ends,
        metadata.flag(PREFIX + "add_bos_token", addsBos),
        metadata.flag(PREFIX + "add_eos_token", addsEos));
  }

  private OptionalInt role(String role) {
    return metadata.tokenId(PREFIX + role + "_token_id", vocabulary.size());
  }

  private OptionalInt role(String role, int otherwise) {
    if (metadata.has(PREFIX + role + "_token_id") || otherwise >= vocabulary.size()) {
      return role(role);
    }
    return OptionalInt.of(otherwise);
  }

  private List<AddedToken> addedTokens() {
    String name = metadata.text("general.name", "").toLowerCase(Locale.ROOT);
    boolean phi3 = name.contains("phi-3") || name.contains("phi3");
    List<AddedToken> tokens = new ArrayList<>();
    for (int id = 0; id < vocabulary.size(); id++) {
      TokenType type = vocabulary.type(id);
      String spelling = vocabulary.spelling(id);
      boolean markup = type.isMarkup() || (isText(type) && MarkupSpelling.matches(spelling));
      if (!spelling.isEmpty() && (markup || type == TokenType.USER_DEFINED)) {
        AddedToken token = AddedToken.plain(id, spelling, markup);
        // The original vocabulary of Phi-3 says so of its tokens; GGUF has no place for it.
        boolean strips = phi3 && !PHI3_KEEPS_SPACE.contains(spelling);
        tokens.add(strips ? token.strippingRight() : token);
      }
    }
    return tokens;
  }

  private static boolean isText(TokenType type) {
    return type == TokenType.NORMAL || type == TokenType.USER_DEFINED;
  }

  private static TokenType[] types(GgufMetadata metadata, String[] tokens) {
    long[] stored = metadata.integers(PREFIX + "token_type", tokens.length);
    TokenType[] types = new TokenType[tokens.length];
    TokenType[] known = TokenType.values();
    for (int id = 0; id < types.length; id++) {
      if (EndTokens.isAlwaysControl(tokens[id])) {
        types[id] = TokenType.CONTROL;
      } else if (stored == null) {
        types[id] = guessedType(tokens[id]);
      } else if (stored[id] >= 0 && stored[id] <= known.length) {
        // Zero is "undefined", which plain text tokens of old files have.
        types[id] = stored[id] == 0 ? TokenType.NORMAL : known[(int) stored[id] - 1];
      } else {
        throw new ModelFormatException(
            "GGUF metadata 'tokenizer.ggml.token_type[%d]' is %d, expected 0 to %d"
                .formatted(id, stored[id], known.length));
      }
    }
    if (stored == null) {
      markRoles(metadata, types);
    }
    return types;
  }

  private static TokenType guessedType(String token) {
    return SentencePieceSpelling.byteValue(token) >= 0 ? TokenType.BYTE : TokenType.NORMAL;
  }

  private static void markRoles(GgufMetadata metadata, TokenType[] types) {
    for (String role : Arrays.asList("bos", "eos", "eot", "eom", "padding", "unknown")) {
      OptionalInt id = metadata.tokenId(PREFIX + role + "_token_id", types.length);
      TokenType type = role.equals("unknown") ? TokenType.UNKNOWN : TokenType.CONTROL;
      id.ifPresent(token -> types[token] = type);
    }
  }
}
