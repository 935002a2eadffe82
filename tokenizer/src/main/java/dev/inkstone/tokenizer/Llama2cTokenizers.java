package dev.inkstone.tokenizer;

import dev.inkstone.error.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tokenizers of llama2.c: {@code tokenizer.bin}, a SentencePiece BPE vocabulary.
 *
 * <p>Layout, little endian: the length of the longest token (int32), then for each token its score
 * (binary32), its length in bytes (int32) and its UTF-8, with plain spaces. The number of tokens is
 * not stored. Ids 0, 1 and 2 are unknown, begin and end; the two latter are spelled with newlines
 * around them.
 */
public final class Llama2cTokenizers {
  private static final int UNKNOWN = 0;
  private static final int BEGIN = 1;
  private static final int END = 2;

  /** Types of tokens as GGUF numbers them. */
  private static final int NORMAL_TYPE = 1;

  private static final int UNKNOWN_TYPE = 2;
  private static final int CONTROL_TYPE = 3;
  private static final int BYTE_TYPE = 6;

  private static final int SMALLEST_TOKEN = Float.BYTES + Integer.BYTES;

  private Llama2cTokenizers() {}

  /**
   * Loads a file.
   *
   * @throws ModelFormatException if it cannot be read or is not such a file
   */
  public static Tokenizer load(Path file) {
    return parse(LimitedFile.read(file), file.toString());
  }

  static Tokenizer parse(byte[] content, String source) {
    ByteBuffer in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    List<String> tokens = new ArrayList<>();
    float[] scores = new float[content.length / SMALLEST_TOKEN];
    int longest = content.length < Integer.BYTES ? -1 : in.getInt();
    while (in.hasRemaining()) {
      require(in.remaining() >= SMALLEST_TOKEN, in, source, "no whole token");
      scores[tokens.size()] = in.getFloat();
      int length = in.getInt();
      require(
          length >= 0 && length <= Math.min(longest, in.remaining()),
          in,
          source,
          "a token of %d bytes; the longest has %d, and %d are left"
              .formatted(length, longest, in.remaining()));
      String token = new String(content, in.position(), length, StandardCharsets.UTF_8);
      in.position(in.position() + length);
      tokens.add(token.replace(' ', SentencePieceSpelling.SPACE));
    }
    require(tokens.size() > END, in, source, tokens.size() + " tokens, expected at least 3");
    tokens.set(UNKNOWN, tokens.get(UNKNOWN).strip());
    tokens.set(BEGIN, tokens.get(BEGIN).strip());
    tokens.set(END, tokens.get(END).strip());
    return GgufTokenizers.from(metadata(tokens, Arrays.copyOf(scores, tokens.size())));
  }

  /** The same vocabulary in the form that GGUF files have it. */
  private static Map<String, Object> metadata(List<String> tokens, float[] scores) {
    int[] types = new int[tokens.size()];
    for (int id = 0; id < types.length; id++) {
      boolean isByte = SentencePieceSpelling.byteValue(tokens.get(id)) >= 0;
      types[id] = isByte ? BYTE_TYPE : NORMAL_TYPE;
    }
    types[UNKNOWN] = UNKNOWN_TYPE;
    types[BEGIN] = CONTROL_TYPE;
    types[END] = CONTROL_TYPE;
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("tokenizer.ggml.model", "llama");
    metadata.put("tokenizer.ggml.tokens", tokens);
    metadata.put("tokenizer.ggml.scores", scores);
    metadata.put("tokenizer.ggml.token_type", types);
    return metadata;
  }

  private static void require(boolean holds, ByteBuffer in, String source, String found) {
    if (!holds) {
      throw new ModelFormatException(
          "%s, offset %d: found %s (tokenizer.bin of llama2.c)"
              .formatted(source, in.position(), found));
    }
  }
}
