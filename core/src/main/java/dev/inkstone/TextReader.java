package dev.inkstone;

import dev.inkstone.error.ContextOverflowException;
import dev.inkstone.tokenizer.EncodeOptions;
import dev.inkstone.tokenizer.Encoder;
import dev.inkstone.tokenizer.Tokenizer;
import dev.inkstone.tokenizer.Truncation;

/** Texts to the ids an embedding model reads: special tokens around, cut where too long. */
final class TextReader {
  private final Tokenizer tokenizer;
  private final Encoder cutting;
  private final int maxTokens;
  private final TextOverflow overflow;

  TextReader(Tokenizer tokenizer, int maxTokens, TextOverflow overflow) {
    this.tokenizer = tokenizer;
    this.maxTokens = maxTokens;
    this.overflow = overflow;
    this.cutting =
        tokenizer.encoder().addSpecialTokens(true).truncation(Truncation.to(maxTokens)).build();
  }

  /** The ids of a text. */
  record Ids(int[] ids, boolean truncated) {}

  Tokenizer tokenizer() {
    return tokenizer;
  }

  /** Tokens the whole text has, special ones included. */
  int count(String text) {
    return whole(text).length;
  }

  Ids read(String text) {
    int[] ids = whole(text);
    if (ids.length <= maxTokens) {
      return new Ids(ids, false);
    }
    if (overflow == TextOverflow.ERROR) {
      throw new ContextOverflowException(
          "a text has %d tokens, the model reads %d at most: cut it, or load the model with"
                  .formatted(ids.length, maxTokens)
              + " overflow(TextOverflow.TRUNCATE)",
          ids.length,
          maxTokens);
    }
    return new Ids(cutting.encode(text).ids(), true);
  }

  private int[] whole(String text) {
    return tokenizer.encode(text, EncodeOptions.ADD_SPECIAL);
  }
}
