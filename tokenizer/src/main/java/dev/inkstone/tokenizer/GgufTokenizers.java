package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.util.Map;

/**
 * Tokenizers as GGUF files carry them in their metadata, under {@code tokenizer.ggml.*}.
 *
 * <p>Metadata values have these types: {@link String}, {@link Boolean}, {@link Long} for every
 * integer type, {@link Double} for floats, {@code List<String>}, {@code int[]} for integer arrays
 * of 32 bits or less, {@code long[]}, {@code float[]}, {@code double[]}.
 *
 * <table>
 * <caption>Supported values of {@code tokenizer.ggml.model}</caption>
 * <tr><th>{@code llama}</th><td>SentencePiece BPE with scores and byte fallback</td></tr>
 * <tr><th>{@code gpt2}</th><td>byte-level BPE with merges; {@code tokenizer.ggml.pre} names the
 * pre-tokenizer</td></tr>
 * <tr><th>{@code bert}</th><td>WordPiece; lower case unless {@code
 * tokenizer.ggml.normalizer.lowercase} is false</td></tr>
 * <tr><th>{@code t5}</th><td>Unigram, with SentencePiece's normalizer</td></tr>
 * </table>
 */
public final class GgufTokenizers {
  private GgufTokenizers() {}

  /**
   * The tokenizer that GGUF metadata describes.
   *
   * @throws UnsupportedModelException for a tokenizer model or pre-tokenizer that is not known; the
   *     message lists the known ones
   * @throws ModelFormatException if the metadata contradicts itself or lacks something
   */
  public static Tokenizer from(Map<String, Object> metadata) {
    GgufMetadata values = new GgufMetadata(Map.copyOf(metadata));
    if (!values.has("tokenizer.ggml.model")) {
      throw new ModelFormatException(
          "GGUF metadata has no 'tokenizer.ggml.model': the file carries no tokenizer");
    }
    String model = values.text("tokenizer.ggml.model", "");
    return switch (model) {
      case "llama" -> GgufVocabulary.sentencePiece(values).sentencePieceTokenizer();
      case "gpt2" -> GgufVocabulary.byteLevel(values).byteLevelTokenizer();
      case "t5" -> GgufVocabulary.sentencePiece(values).unigramTokenizer();
      case "bert" -> GgufVocabulary.wordPiece(values).wordPieceTokenizer();
      default ->
          throw new UnsupportedModelException(
              "tokenizer model '%s' (tokenizer.ggml.model) is not known; known are: llama, gpt2, bert, t5"
                  .formatted(model));
    };
  }
}
