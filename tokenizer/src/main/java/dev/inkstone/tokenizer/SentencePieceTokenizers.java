package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Tokenizers of SentencePiece files ({@code tokenizer.model}): BPE as in Llama 2 and Mistral,
 * Unigram, words and characters.
 *
 * <p>The file's own normalizer is applied to every stretch of text between special tokens, so each
 * gets its space in front, as SentencePiece does for every call.
 */
public final class SentencePieceTokenizers {
  private SentencePieceTokenizers() {}

  /**
   * Loads a file.
   *
   * @throws ModelFormatException if the file cannot be read or is broken
   */
  public static Tokenizer load(Path file) {
    return from(SentencePieceFile.read(file), HuggingFaceConfig.NONE);
  }

  /** A tokenizer, where {@code config} may say which of begin and end are added. */
  static Tokenizer from(SentencePieceFile file, HuggingFaceConfig config) {
    Vocabulary vocabulary =
        new Vocabulary(
            file.spellings(),
            file.types(),
            SentencePieceSpelling::bytes,
            Utf8.encode(file.unknownText()));
    SpecialTokens special = specialTokens(file, vocabulary, config);
    return new VocabularyTokenizer(
        vocabulary,
        new AddedTokenMatcher(pieces(vocabulary, true)),
        encoder(file, vocabulary),
        SpecialTokenTemplate.of(special),
        null,
        special,
        firstToken(file));
  }

  private static FirstToken firstToken(SentencePieceFile file) {
    if (file.spaces().removesExtra()) {
      return FirstToken.WITHOUT_LEADING_BLOCKS;
    }
    return file.spaces().added() ? FirstToken.WITHOUT_FIRST_BLOCK : FirstToken.AS_IT_IS;
  }

  private static TextEncoder encoder(SentencePieceFile file, Vocabulary vocabulary) {
    AddedTokenMatcher userDefined = new AddedTokenMatcher(pieces(vocabulary, false));
    // A word model looks words up as a whole, whatever is inside of them.
    boolean words = file.modelType() == SentencePieceFile.ModelType.WORD;
    AddedTokenMatcher cutOut = words ? new AddedTokenMatcher(List.of()) : userDefined;
    SentencePieceNormalizer normalizer =
        new SentencePieceNormalizer(
            Charsmap.parse(file.charsMap(), file.source()), userDefined, file.spaces());
    return new SentencePieceEncoder(normalizer, cutOut, model(file, vocabulary));
  }

  private static SentencePieceEncoder.Model model(SentencePieceFile file, Vocabulary vocabulary) {
    return switch (file.modelType()) {
      case BPE -> characterBpe(file, vocabulary);
      case UNIGRAM -> Unigram.ofSentencePiece(vocabulary, file.scores(), file.unknown())::encode;
      case WORD -> lookup(file, vocabulary, false);
      case CHAR -> lookup(file, vocabulary, true);
    };
  }

  private static SentencePieceLookup lookup(
      SentencePieceFile file, Vocabulary vocabulary, boolean characters) {
    return new SentencePieceLookup(
        TextPieces.of(vocabulary).trie(), characters, file.unknown(), ByteTokens.of(vocabulary));
  }

  private static CharacterBpe characterBpe(SentencePieceFile file, Vocabulary vocabulary) {
    boolean escaped = file.spaces().escaped();
    char space = escaped ? SentencePieceSpelling.SPACE : ' ';
    CharacterMerges merges = CharacterMergesBuilder.byScore(vocabulary, file.scores(), space);
    // Words are told by the block alone.
    WordBreaks breaks = escaped ? CharacterBpe.independentWords(merges) : WordBreaks.NONE;
    return new CharacterBpe(vocabulary, merges, breaks, file.unknown(), true);
  }

  /** Markup, or the user-defined pieces that are not markup. */
  private static List<AddedToken> pieces(Vocabulary vocabulary, boolean markup) {
    List<AddedToken> pieces = new ArrayList<>();
    for (int id = 0; id < vocabulary.size(); id++) {
      TokenType type = vocabulary.type(id);
      String spelling = vocabulary.spelling(id);
      boolean text = type == TokenType.NORMAL || type == TokenType.USER_DEFINED;
      boolean isMarkup = type.isMarkup() || (text && MarkupSpelling.matches(spelling));
      boolean wanted = markup ? isMarkup : type == TokenType.USER_DEFINED && !isMarkup;
      if (wanted && !spelling.isEmpty()) {
        pieces.add(AddedToken.plain(id, spelling, markup));
      }
    }
    return pieces;
  }

  private static SpecialTokens specialTokens(
      SentencePieceFile file, Vocabulary vocabulary, HuggingFaceConfig config) {
    OptionalInt begin = role(file.begin());
    OptionalInt end = role(file.end());
    Set<Integer> ends = new HashSet<>(EndTokens.in(vocabulary));
    end.ifPresent(ends::add);
    config.endIds().stream().filter(id -> id < vocabulary.size()).forEach(ends::add);
    // The file does not say; language models of this kind want the begin token.
    boolean addsBegin =
        config.flag("add_bos_token").orElse(file.modelType() == SentencePieceFile.ModelType.BPE);
    return new SpecialTokens(
        begin,
        end,
        role(file.unknown()),
        role(file.padding()),
        ends,
        begin.isPresent() && addsBegin,
        end.isPresent() && config.flag("add_eos_token").orElse(false));
  }

  private static OptionalInt role(int id) {
    return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
  }
}
