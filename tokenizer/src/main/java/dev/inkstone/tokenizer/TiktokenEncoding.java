package dev.inkstone.tokenizer;

import dev.inkstone.error.UnsupportedModelException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a tiktoken rank file does not say: how text is cut before its bytes are merged, and which
 * special tokens lie behind the ranks.
 *
 * <p>Published ones have names, see {@link #names()}; others are put together:
 *
 * {@snippet :
 * var encoding = new TiktokenEncoding("llama-bpe", Map.of("<|end|>", 100_000));
 * Tokenizer tokenizer = TiktokenTokenizers.load(Path.of("my.tiktoken"), encoding);
 * }
 *
 * @param preTokenizer how text is cut, by its name in GGUF files ({@code tokenizer.ggml.pre}):
 *     {@code gpt-2} for r50k and p50k, {@code dbrx} for cl100k, {@code gpt-4o} for o200k, {@code
 *     llama-bpe}, {@code qwen2}, {@code tekken}, {@code deepseek-v3}, ...
 * @param specialTokens the ids of the special tokens by their spelling
 */
public record TiktokenEncoding(String preTokenizer, Map<String, Integer> specialTokens) {

  /**
   * Checks the name and copies the map.
   *
   * @throws UnsupportedModelException if the pre-tokenizer is not known
   * @throws IllegalArgumentException if a special token is empty, or its id negative or that of
   *     another
   */
  public TiktokenEncoding {
    family(preTokenizer);
    specialTokens = Map.copyOf(specialTokens);
    specialTokens.forEach(
        (spelling, id) -> {
          if (spelling.isEmpty() || id < 0) {
            throw new IllegalArgumentException(
                "special token '%s' has the id %d".formatted(spelling, id));
          }
        });
    if (Set.copyOf(specialTokens.values()).size() < specialTokens.size()) {
      throw new IllegalArgumentException("two special tokens have one id: " + specialTokens);
    }
  }

  /** How text is cut. */
  PreTokenizerFamily family() {
    return family(preTokenizer);
  }

  private static PreTokenizerFamily family(String name) {
    if (PreTokenizerFamily.find(name).isEmpty() && names().contains(name)) {
      throw new UnsupportedModelException(
          "'%1$s' is no pre-tokenizer but an encoding: use TiktokenEncoding.named(\"%1$s\")"
              .formatted(name));
    }
    return PreTokenizerFamily.named(name, "preTokenizer");
  }

  /**
   * A published encoding.
   *
   * @param name one of {@link #names()}
   * @throws IllegalArgumentException if there is none of this name
   */
  public static TiktokenEncoding named(String name) {
    for (PublishedRanks ranks : PublishedRanks.values()) {
      if (ranks.names().contains(name)) {
        return ranks.encoding(name);
      }
    }
    throw new IllegalArgumentException(
        "encoding '%s' is not known; known are: %s".formatted(name, String.join(", ", names())));
  }

  /** The names of the published encodings. */
  public static Set<String> names() {
    Map<String, Boolean> names = new LinkedHashMap<>();
    for (PublishedRanks ranks : PublishedRanks.values()) {
      ranks.names().forEach(name -> names.put(name, true));
    }
    return names.keySet();
  }
}
