package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * Turns text into token ids and back.
 *
 * <p>Thread-safety: tokenizers are immutable and shared freely; a {@link StreamingDecoder} belongs
 * to one stream.
 */
public interface Tokenizer {

  /**
   * Loads the tokenizer of a model folder, or a tokenizer file.
   *
   * {@snippet :
   * Tokenizer tokenizer = Tokenizer.load(modelFolder);
   * int[] ids = tokenizer.encode("ab ab");
   * String text = tokenizer.decode(ids);
   * }
   *
   * <p>A folder is read by the first of these that it has: {@code tokenizer.json}, {@code
   * tokenizer.model}, {@code vocab.json} with {@code merges.txt}, one {@code *.tiktoken} file,
   * {@code vocab.txt}, {@code tokenizer.bin}; {@code tokenizer_config.json} and {@code
   * generation_config.json} beside it count. A file is recognised by its content, whatever its
   * name: a {@code tokenizer.json}, a SentencePiece model, a published tiktoken rank file. The
   * others go by their names: {@code vocab.json} and {@code merges.txt}, {@code vocab.txt}, {@code
   * *.bin} of llama2.c. What a GGUF file carries is loaded with its model, or from its metadata
   * with {@link GgufTokenizers}.
   *
   * @throws ModelFormatException if there is nothing that can be read, or it is broken; the message
   *     says what was found
   * @throws UnsupportedModelException if it needs something that is not supported; the message
   *     names it
   */
  static Tokenizer load(Path folderOrFile) {
    return TokenizerFiles.load(folderOrFile);
  }

  /** Encodes {@code text}: special tokens are neither added nor recognised in it. */
  default int[] encode(String text) {
    return encode(text, EncodeOptions.PLAIN);
  }

  /** Encodes {@code text} with explicit treatment of special tokens. */
  int[] encode(String text, EncodeOptions options);

  /**
   * A builder of encoders that give more than ids: where each token is in the text, words, types,
   * masks, pairs of texts, truncation with windows, padding, batches.
   *
   * @throws UnsupportedOperationException if this tokenizer gives ids only; those that Inkstone
   *     loads give all
   */
  default Encoder.Builder encoder() {
    throw idsOnly();
  }

  /** Number of tokens {@link #encode(String)} would return; takes no memory for the ids. */
  default int count(String text) {
    return encode(text).length;
  }

  /** A counter for a text that grows, for instance while a user types. */
  default TokenCounter counter() {
    throw idsOnly();
  }

  /**
   * As much of the start of {@code text} as has {@code maxTokens} tokens at most; it ends between
   * two tokens and between two characters.
   *
   * @throws IllegalArgumentException if {@code maxTokens} is less than 1
   */
  default String truncate(String text, int maxTokens) {
    throw idsOnly();
  }

  /**
   * Cuts {@code text} into parts of at most {@code maxTokens} tokens, counted for each part alone.
   * Together they cover the text; cuts lie between two tokens and between two characters.
   *
   * @param overlap how many tokens a part shares with the one before; a few less where a cut would
   *     fall inside a character
   * @throws IllegalArgumentException if {@code maxTokens} is less than 1 or less than a single
   *     character needs, or {@code overlap} is not below it
   */
  default List<TextSpan> split(String text, int maxTokens, int overlap) {
    throw idsOnly();
  }

  /** Encodes many texts, on all processors where that pays, in the order given. */
  default List<int[]> encodeAll(List<String> texts, EncodeOptions options) {
    return texts.stream().map(text -> encode(text, options)).toList();
  }

  /** Decodes ids to text; special (control) tokens are left out, invalid UTF-8 becomes U+FFFD. */
  String decode(int... ids);

  /** The exact bytes one token stands for inside a sequence; empty for control tokens. */
  byte[] bytes(int id);

  /** A new decoder for one stream of ids: it never emits half a character. */
  StreamingDecoder streamingDecoder();

  /** Number of ids, holes included: valid ids are {@code 0 <= id < vocabularySize()}. */
  int vocabularySize();

  /** The vocabulary's own spelling of a token, for example {@code ▁the} or {@code <|eot_id|>}. */
  String token(int id);

  /** The id of a token in the vocabulary's own spelling. */
  OptionalInt id(String token);

  /**
   * What a token is: a piece of text, a single byte, markup.
   *
   * @throws IllegalArgumentException if {@code id} is not an id of the vocabulary
   */
  default TokenType tokenType(int id) {
    OptionalInt unknown = specialTokens().unk();
    return unknown.isPresent() && unknown.getAsInt() == id ? TokenType.UNKNOWN : TokenType.NORMAL;
  }

  /** Ids with a role: begin, end of sequence, end of turn, unknown, padding. */
  SpecialTokens specialTokens();

  private static UnsupportedOperationException idsOnly() {
    return new UnsupportedOperationException("this tokenizer gives ids only");
  }
}
