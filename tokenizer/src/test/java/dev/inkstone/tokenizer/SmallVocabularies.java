package dev.inkstone.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Vocabularies made for these tests, as GGUF metadata. */
public final class SmallVocabularies {
  private static final String PREFIX = "tokenizer.ggml.";

  private SmallVocabularies() {}

  /** Byte-level BPE: the 256 bytes, then the result of each merge, then control tokens. */
  public static Map<String, Object> byteLevel(String pre, List<String> merges, String... control) {
    List<String> tokens = new ArrayList<>();
    for (int value = 0; value < 256; value++) {
      tokens.add(String.valueOf(ByteAlphabet.character(value)));
    }
    for (String merge : merges) {
      tokens.add(merge.replace(" ", ""));
    }
    int[] types = new int[tokens.size() + control.length];
    Arrays.fill(types, 0, tokens.size(), 1);
    Arrays.fill(types, tokens.size(), types.length, 3);
    tokens.addAll(List.of(control));
    Map<String, Object> metadata = new HashMap<>();
    metadata.put(PREFIX + "model", "gpt2");
    metadata.put(PREFIX + "pre", pre);
    metadata.put(PREFIX + "tokens", tokens);
    metadata.put(PREFIX + "token_type", types);
    metadata.put(PREFIX + "merges", merges);
    return metadata;
  }

  /** Starts a SentencePiece vocabulary with unknown, begin and end; ids follow the order. */
  public static SentencePiece sentencePiece() {
    return new SentencePiece().add("<unk>", 0, 2).add("<s>", 0, 3).add("</s>", 0, 3);
  }

  /** Collects pieces. */
  public static final class SentencePiece {
    private final List<String> tokens = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();
    private final List<Integer> types = new ArrayList<>();

    /** Adds a piece with its GGUF type. */
    public SentencePiece add(String token, double score, int type) {
      tokens.add(token);
      scores.add((float) score);
      types.add(type);
      return this;
    }

    /** Adds normal pieces, the first with the highest score. */
    public SentencePiece pieces(String... pieces) {
      for (String piece : pieces) {
        add(piece, -tokens.size(), 1);
      }
      return this;
    }

    /** Adds all byte tokens. */
    public SentencePiece bytes() {
      for (int value = 0; value < 256; value++) {
        add("<0x%02X>".formatted(value), 0, 6);
      }
      return this;
    }

    public Map<String, Object> metadata() {
      float[] scoreArray = new float[scores.size()];
      for (int i = 0; i < scoreArray.length; i++) {
        scoreArray[i] = scores.get(i);
      }
      Map<String, Object> metadata = new HashMap<>();
      metadata.put(PREFIX + "model", "llama");
      metadata.put(PREFIX + "tokens", List.copyOf(tokens));
      metadata.put(PREFIX + "scores", scoreArray);
      metadata.put(PREFIX + "token_type", types.stream().mapToInt(Integer::intValue).toArray());
      return metadata;
    }

    public Tokenizer tokenizer() {
      return GgufTokenizers.from(metadata());
    }

    /** A tokenizer that puts no space in front. */
    public Tokenizer withoutPrefix() {
      Map<String, Object> metadata = metadata();
      metadata.put(PREFIX + "add_space_prefix", false);
      return GgufTokenizers.from(metadata);
    }
  }

  /** The tokens of a text, spelled. */
  static List<String> spelled(Tokenizer tokenizer, String text, EncodeOptions options) {
    List<String> spelled = new ArrayList<>();
    for (int id : tokenizer.encode(text, options)) {
      spelled.add(tokenizer.token(id));
    }
    return spelled;
  }

  static List<String> spelled(Tokenizer tokenizer, String text) {
    return spelled(tokenizer, text, EncodeOptions.PLAIN);
  }

  /** Every code point once, the surrogates left out. */
  static String everyCodePoint() {
    StringBuilder text = new StringBuilder();
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
        text.appendCodePoint(codePoint);
      }
    }
    return text.toString();
  }
}
