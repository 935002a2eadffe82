package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.util.List;
import java.util.OptionalInt;

/** What the model type of a tokenizer.json decides. */
interface JsonFamily {

  /** The added tokens to search for in text as it was given. */
  List<AddedToken> matched();

  /** Encodes the text between them. */
  TextEncoder encoder(Vocabulary vocabulary, OptionalInt unknown);

  /** How ids become text, and what a token stands for inside one. */
  JsonDecoding decoding();

  /**
   * The family of a file.
   *
   * @throws UnsupportedModelException if its model is of another type
   * @throws ModelFormatException if it has none
   */
  static JsonFamily of(TokenizerJson json, JsonAddedTokens added) {
    if (json.model().isEmpty()) {
      throw new ModelFormatException(
          json.source() + " has no section 'model': it is no tokenizer.json");
    }
    String type = json.model().path("type").asText(guessedType(json));
    return switch (type) {
      case "BPE" -> new BpeFamily(json, added);
      case "WordPiece" -> new WordPieceFamily(json, added);
      case "Unigram" -> new UnigramFamily(json, added);
      case "WordLevel" -> new WordLevelFamily(json, added);
      default ->
          throw new UnsupportedModelException(
              "%s: model type '%s' is not supported; supported are: BPE, WordPiece, Unigram, WordLevel"
                  .formatted(json.source(), type));
    };
  }

  /** Old files have no type, but each model has a setting of its own. */
  private static String guessedType(TokenizerJson json) {
    if (json.model().has("merges")) {
      return "BPE";
    }
    if (json.scores().length > 0) {
      return "Unigram";
    }
    if (json.model().has("max_input_chars_per_word")) {
      return "WordPiece";
    }
    return json.vocabulary().size() > 0 ? "WordLevel" : "unknown";
  }
}
