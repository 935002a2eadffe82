package dev.inkstone.tokenizer;

import java.util.OptionalInt;

/**
 * Turns text into token ids and back.
 *
 * <p>Thread-safety: tokenizers are immutable and shared freely; a {@link StreamingDecoder} belongs
 * to one stream.
 */
public interface Tokenizer {

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
