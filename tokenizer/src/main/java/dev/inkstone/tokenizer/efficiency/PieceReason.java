package dev.inkstone.tokenizer.efficiency;

import dev.inkstone.tokenizer.Tokenizer;
import java.util.Locale;
import java.util.OptionalInt;

/** Why a token is in an encoded text. */
public enum PieceReason {
  /** The vocabulary has this piece of text. */
  VOCABULARY,
  /**
   * The vocabulary could not spell the character and falls back to its bytes: a byte token, or a
   * token whose bytes are not whole characters.
   */
  BYTE_FALLBACK,
  /** The vocabulary cannot spell the text at all; the token stands for whatever it was. */
  UNKNOWN,
  /** Found by its spelling, before the model saw the text. */
  ADDED_TOKEN,
  /** Put around the text, such as a begin of sequence. */
  SPECIAL_TOKEN;

  /** Why {@code id} is in a text that it came from. */
  static PieceReason of(Tokenizer tokenizer, int id) {
    OptionalInt unknown = tokenizer.specialTokens().unk();
    if (unknown.isPresent() && unknown.getAsInt() == id) {
      return UNKNOWN;
    }
    return switch (tokenizer.tokenType(id)) {
      case UNKNOWN -> UNKNOWN;
      case BYTE -> BYTE_FALLBACK;
      case CONTROL, USER_DEFINED -> ADDED_TOKEN;
      case NORMAL, UNUSED ->
          TokenText.characters(tokenizer.bytes(id)) < 0 ? BYTE_FALLBACK : VOCABULARY;
    };
  }

  /** For example {@code byte fallback}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
