package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Tokenizers given by a tiktoken rank file: OpenAI's, Llama 3's {@code tokenizer.model}, Qwen 1's
 * and Whisper's.
 *
 * <p>Such a file has no merges: two neighbours merge where their bytes together are a token, the
 * lowest rank first, and a piece that is a token as a whole is taken at once.
 */
public final class TiktokenTokenizers {
  /** Spellings of the token that starts a text, the first that is there. */
  private static final List<String> BEGINS = List.of("<|begin_of_text|>", "<|startoftext|>");

  /** Spellings of the token that ends one. */
  private static final List<String> ENDS = List.of("<|end_of_text|>", "<|endoftext|>");

  private TiktokenTokenizers() {}

  /**
   * Loads a published rank file, recognised by its content.
   *
   * @throws UnsupportedModelException if it is none of the published ones; then say how it is used
   *     with {@link #load(Path, TiktokenEncoding)}
   * @throws ModelFormatException if it cannot be read or is broken
   */
  public static Tokenizer load(Path file) {
    RankFile ranks = RankFile.read(file);
    return from(ranks, PublishedRanks.find(ranks).orElseThrow(() -> unknown(ranks)));
  }

  /**
   * Loads a rank file that is used in the way {@code encoding} says.
   *
   * @throws ModelFormatException if it cannot be read or is broken, or if a special token has the
   *     id of another token
   */
  public static Tokenizer load(Path file, TiktokenEncoding encoding) {
    return from(RankFile.read(file), encoding);
  }

  static Tokenizer from(RankFile ranks, TiktokenEncoding encoding) {
    PreTokenizerFamily family = encoding.family();
    Vocabulary vocabulary = vocabulary(ranks, encoding);
    List<AddedToken> added =
        encoding.specialTokens().entrySet().stream()
            .map(token -> AddedToken.plain(token.getValue(), token.getKey(), true))
            .toList();
    SpecialTokens special = specialTokens(vocabulary, family);
    return new VocabularyTokenizer(
        vocabulary,
        new AddedTokenMatcher(added),
        family.encoder(splitters -> ByteLevelBpe.ranked(vocabulary, splitters, ranks.source())),
        SpecialTokenTemplate.of(special),
        null,
        special,
        FirstToken.AS_IT_IS);
  }

  private static SpecialTokens specialTokens(Vocabulary vocabulary, PreTokenizerFamily family) {
    OptionalInt begin = first(vocabulary, BEGINS);
    OptionalInt end = first(vocabulary, ENDS);
    Set<Integer> ends = new HashSet<>(EndTokens.in(vocabulary));
    end.ifPresent(ends::add);
    return new SpecialTokens(
        begin,
        end,
        OptionalInt.empty(),
        OptionalInt.empty(),
        ends,
        begin.isPresent() && family.addsBos(),
        false);
  }

  private static OptionalInt first(Vocabulary vocabulary, List<String> spellings) {
    return spellings.stream().mapToInt(vocabulary::id).filter(id -> id >= 0).findFirst();
  }

  private static Vocabulary vocabulary(RankFile ranks, TiktokenEncoding encoding) {
    byte[][] tokens = ranks.tokens();
    int size = tokens.length;
    for (int id : encoding.specialTokens().values()) {
      size = Math.max(size, Math.addExact(id, 1));
    }
    if (size > 2L * tokens.length + 65_536) {
      throw new ModelFormatException(
          "%s has %d tokens; a special token has the id %d"
              .formatted(ranks.source(), tokens.length, size - 1));
    }
    String[] spellings = new String[size];
    TokenType[] types = new TokenType[size];
    Arrays.fill(spellings, "");
    Arrays.fill(types, TokenType.UNUSED);
    for (int id = 0; id < tokens.length; id++) {
      if (tokens[id].length > 0) {
        spellings[id] = ByteAlphabet.spelling(tokens[id]);
        types[id] = TokenType.NORMAL;
      }
    }
    for (Map.Entry<String, Integer> token : encoding.specialTokens().entrySet()) {
      int id = token.getValue();
      if (types[id] == TokenType.NORMAL) {
        throw new ModelFormatException(
            "%s: the special token %s has the id %d, which is a rank of the file"
                .formatted(ranks.source(), token.getKey(), id));
      }
      spellings[id] = token.getKey();
      types[id] = TokenType.CONTROL;
    }
    return new Vocabulary(spellings, types, ByteAlphabet::bytes);
  }

  private static UnsupportedModelException unknown(RankFile ranks) {
    return new UnsupportedModelException(
        ("%s is a tiktoken rank file with %d ranks, not one of those known by content (%s): say how"
                + " it is used with TiktokenTokenizers.load(file, encoding)")
            .formatted(
                ranks.source(),
                ranks.tokens().length,
                String.join(", ", TiktokenEncoding.names())));
  }
}
