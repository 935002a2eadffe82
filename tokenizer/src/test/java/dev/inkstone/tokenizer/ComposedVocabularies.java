package dev.inkstone.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.testing.GoldenData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/** GGUF metadata put together from vocabularies that are published in other formats. */
final class ComposedVocabularies {
  private ComposedVocabularies() {}

  /** Llama 3 from its vocabulary and merges, with its first two special tokens. */
  static Map<String, Object> llama3() throws IOException {
    NavigableMap<Integer, String> tokens =
        vocabulary(GoldenData.json("tokenizers/llama3/encoder.json.gz"));
    Map<Integer, String> special = new HashMap<>();
    special.put(128000, "<|begin_of_text|>");
    special.put(128001, "<|end_of_text|>");
    special.put(128006, "<|start_header_id|>");
    special.put(128007, "<|end_header_id|>");
    special.put(128009, "<|eot_id|>");
    Map<String, Object> metadata =
        metadata("llama-bpe", tokens, special, GoldenData.lines("tokenizers/llama3/vocab.bpe.gz"));
    metadata.put("tokenizer.ggml.bos_token_id", 128000L);
    metadata.put("tokenizer.ggml.eos_token_id", 128001L);
    return metadata;
  }

  /** Qwen 2 from its vocabulary, merges and the three first special tokens. */
  static Map<String, Object> qwen2() throws IOException {
    NavigableMap<Integer, String> tokens =
        vocabulary(GoldenData.json("tokenizers/qwen/vocab.json"));
    Map<Integer, String> special = new HashMap<>();
    special.put(151643, "<|endoftext|>");
    special.put(151644, "<|im_start|>");
    special.put(151645, "<|im_end|>");
    List<String> lines = GoldenData.lines("tokenizers/qwen/merges.txt");
    return metadata("qwen2", tokens, special, lines.subList(1, lines.size()));
  }

  /** Adds a control token behind the others; ids between become unused. */
  static Map<String, Object> withToken(Map<String, Object> metadata, int id, String spelling) {
    List<String> tokens = new ArrayList<>();
    for (Object token : (List<?>) value(metadata, "tokens")) {
      tokens.add((String) token);
    }
    int[] types = Arrays.copyOf((int[]) value(metadata, "token_type"), id + 1);
    while (tokens.size() < id) {
      types[tokens.size()] = 5;
      tokens.add("[PAD" + tokens.size() + "]");
    }
    tokens.add(spelling);
    types[id] = 3;
    metadata.put("tokenizer.ggml.tokens", tokens);
    metadata.put("tokenizer.ggml.token_type", types);
    metadata.put("tokenizer.ggml.add_bos_token", true);
    return metadata;
  }

  private static Object value(Map<String, Object> metadata, String key) {
    return Objects.requireNonNull(metadata.get("tokenizer.ggml." + key));
  }

  /** Names for the thousand ids that Tekken keeps for special tokens. */
  static Map<Integer, String> firstThousand() {
    Map<Integer, String> special = new HashMap<>();
    for (int id = 0; id < 1000; id++) {
      special.put(id, "<SPECIAL_" + id + ">");
    }
    return special;
  }

  /** A byte-level vocabulary given by tiktoken ranks; the merges are recovered from them. */
  static Map<String, Object> ranks(String pre, String file, Map<Integer, String> special)
      throws IOException {
    return ranks(pre, file, special, false);
  }

  /** The same, for a file that holds byte-alphabet strings instead of bytes. */
  static Map<String, Object> ranksInAlphabet(String pre, String file, Map<Integer, String> special)
      throws IOException {
    return ranks(pre, file, special, true);
  }

  private static Map<String, Object> ranks(
      String pre, String file, Map<Integer, String> special, boolean alphabet) throws IOException {
    TreeMap<Integer, String> tokens = new TreeMap<>();
    Map<String, Integer> rankOf = new HashMap<>();
    for (String line : GoldenData.lines(file)) {
      int space = line.indexOf(' ');
      int rank = Integer.parseInt(line.substring(space + 1));
      byte[] bytes = Base64.getDecoder().decode(line.substring(0, space));
      String token = alphabet ? new String(bytes, StandardCharsets.UTF_8) : inAlphabet(bytes);
      if (special.containsKey(rank)) {
        continue;
      }
      tokens.put(rank, token);
      rankOf.put(token, rank);
    }
    List<String> merges = new ArrayList<>();
    for (Map.Entry<Integer, String> token : tokens.entrySet()) {
      if (token.getValue().length() > 1) {
        merges.add(lastMerge(token.getValue(), token.getKey(), rankOf));
      }
    }
    return metadata(pre, tokens, special, merges);
  }

  /** The pair that makes {@code token} when only lower ranks have merged. */
  private static String lastMerge(String token, int rank, Map<String, Integer> rankOf) {
    List<String> parts = new ArrayList<>();
    token.chars().forEach(c -> parts.add(String.valueOf((char) c)));
    while (parts.size() > 2) {
      int best = -1;
      int bestRank = rank;
      for (int i = 0; i + 1 < parts.size(); i++) {
        Integer found = rankOf.get(parts.get(i) + parts.get(i + 1));
        if (found != null && found < bestRank) {
          bestRank = found;
          best = i;
        }
      }
      parts.set(best, parts.get(best) + parts.remove(best + 1));
    }
    return parts.get(0) + ' ' + parts.get(1);
  }

  private static String inAlphabet(byte[] bytes) {
    StringBuilder token = new StringBuilder();
    for (byte value : bytes) {
      token.append(ByteAlphabet.character(value & 0xFF));
    }
    return token.toString();
  }

  private static NavigableMap<Integer, String> vocabulary(JsonNode json) {
    TreeMap<Integer, String> tokens = new TreeMap<>();
    json.properties().forEach(entry -> tokens.put(entry.getValue().asInt(), entry.getKey()));
    return tokens;
  }

  private static Map<String, Object> metadata(
      String pre,
      NavigableMap<Integer, String> tokens,
      Map<Integer, String> special,
      List<String> merges) {
    int size = Math.max(tokens.lastKey(), Collections.max(special.keySet())) + 1;
    List<String> spellings = new ArrayList<>();
    int[] types = new int[size];
    Arrays.fill(types, 1);
    for (int id = 0; id < size; id++) {
      String token = special.get(id);
      if (token != null) {
        types[id] = 3;
      } else {
        token = tokens.getOrDefault(id, "[PAD" + id + "]");
        types[id] = tokens.containsKey(id) ? 1 : 5;
      }
      spellings.add(token);
    }
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("tokenizer.ggml.model", "gpt2");
    metadata.put("tokenizer.ggml.pre", pre);
    metadata.put("tokenizer.ggml.tokens", spellings);
    metadata.put("tokenizer.ggml.token_type", types);
    metadata.put("tokenizer.ggml.merges", merges);
    return metadata;
  }
}
