package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** The parts of a WordPiece tokenizer that GGUF metadata describe. */
final class GgufWordPiece {
  private static final String PREFIX = "tokenizer.ggml.";
  private static final int LONGEST_WORD = 100;

  private final GgufMetadata metadata;
  private final Vocabulary vocabulary;
  private final WordPieceAffixes affixes;

  GgufWordPiece(GgufMetadata metadata, Vocabulary vocabulary) {
    this.metadata = metadata;
    this.vocabulary = vocabulary;
    this.affixes = affixes(metadata.texts(PREFIX + "tokens"));
  }

  /** Converters mark the starts of words; a vocabulary copied as it was marks the rest. */
  static WordPieceAffixes affixes(String[] tokens) {
    boolean marked =
        Arrays.stream(tokens).anyMatch(token -> token.startsWith(WordPieceAffixes.GGUF.start()));
    return marked ? WordPieceAffixes.GGUF : WordPieceAffixes.continuing("##");
  }

  TextEncoder encoder() {
    boolean lowercase = metadata.flag(PREFIX + "normalizer.lowercase", true);
    boolean strip = metadata.flag(PREFIX + "normalizer.strip_accents", lowercase);
    Normalizer normalizer = new BertNormalizer(true, true, strip, lowercase).normalizer();
    ByteTrie pieces = TextPieces.of(vocabulary).trie();
    WordPiece model = new WordPiece(pieces, affixes, required(role("unknown", 100)), LONGEST_WORD);
    WordEncoder.Words words = new WordEncoder.Words(List.of(new BertSplitter()), true, null);
    return new NormalizingEncoder(normalizer, List.of(), new WordEncoder(words, model));
  }

  SpecialTokens specialTokens() {
    OptionalInt begin = metadata.has(PREFIX + "cls_token_id") ? role("cls", -1) : role("bos", 101);
    // The key is spelled so by those who write it; some spell it right.
    OptionalInt separator =
        metadata.has(PREFIX + "seperator_token_id")
            ? role("seperator", -1)
            : role("separator", 102);
    return new SpecialTokens(
        begin,
        separator,
        role("unknown", 100),
        role("padding", 0),
        separator.isPresent() ? Set.of(separator.getAsInt()) : Set.of(),
        metadata.flag(PREFIX + "add_bos_token", true),
        metadata.flag(PREFIX + "add_sep_token", metadata.flag(PREFIX + "add_eos_token", true)));
  }

  SpecialTokenTemplate template() {
    SpecialTokens special = specialTokens();
    boolean both = special.addBos() && special.addEos();
    return both && special.bos().isPresent() && special.eos().isPresent()
        ? SpecialTokenTemplate.classified(special.bos().getAsInt(), special.eos().getAsInt())
        : SpecialTokenTemplate.of(special);
  }

  FirstToken firstToken() {
    return affixes.equals(WordPieceAffixes.GGUF)
        ? FirstToken.WITHOUT_FIRST_SPACE
        : FirstToken.AS_SPELLED;
  }

  /** The id of a role, or the one that BERT's own vocabularies have for it. */
  private OptionalInt role(String role, int usual) {
    String key = PREFIX + role + "_token_id";
    if (metadata.has(key) || usual < 0 || usual >= vocabulary.size()) {
      return metadata.tokenId(key, vocabulary.size());
    }
    return OptionalInt.of(usual);
  }

  private int required(OptionalInt unknown) {
    return unknown.orElseThrow(
        () ->
            new ModelFormatException(
                "GGUF metadata 'tokenizer.ggml.unknown_token_id' names no token; WordPiece needs"
                    + " one for words that it cannot spell"));
  }
}
