package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.nio.file.Path;
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
   * {@code tokenizer.bin}; {@code tokenizer_config.json} and {@code generation_config.json} beside
   * it count. A file is recognised by its content, whatever its name: a {@code tokenizer.json}, a
   * SentencePiece model, a published tiktoken rank file, a llama2.c {@code tokenizer.bin}. What a
   * GGUF file carries is loaded with its model, or from its metadata with {@link GgufTokenizers}.
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

  /** Number of tokens {@link #encode(String)} would return. */
  default int count(String text) {
    return encode(text).length;
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

  /** Ids with a role: begin, end of sequence, end of turn, unknown, padding. */
  SpecialTokens specialTokens();
}
