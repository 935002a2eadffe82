package dev.inkstone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkstone.tokenizer.GgufTokenizers;
import dev.inkstone.tokenizer.Tokenizer;
import java.lang.Character.UnicodeScript;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DifferenceTextsTest {

  @Test
  void the_seed_decides_the_texts() {
    assertThat(texts(1, 50)).isEqualTo(texts(1, 50)).isNotEqualTo(texts(2, 50));
  }

  @Test
  void texts_have_twenty_scripts_lone_surrogates_controls_and_the_tokens_of_the_vocabulary() {
    String all = texts(3, 5000);
    Set<UnicodeScript> scripts = new HashSet<>();
    all.codePoints().mapToObj(UnicodeScript::of).forEach(scripts::add);
    assertThat(scripts).hasSizeGreaterThan(22).contains(UnicodeScript.KHMER, UnicodeScript.HAN);
    assertThat(all).contains("\u0000", "\u200D", "\uFFFD", "<|special|>", "piece", "'ve");
    assertThat(all.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)).isTrue();
  }

  @Test
  void a_text_is_made_small_while_it_shows_the_same() {
    assertThat(ShrunkText.of("some a long b text", text -> text.matches("(?s).*a.*b.*")))
        .isEqualTo("ab");
    assertThat(ShrunkText.of("\uD83D\uDE00x\uD83D\uDE00", text -> text.contains("\uD83D\uDE00")))
        .isEqualTo("\uD83D\uDE00");
    assertThat(ShrunkText.of("aaaa", text -> true)).isEmpty();
    assertThat(EscapedText.of("a\"\\\u0001\uD83D")).isEqualTo("a\\\"\\\\\\u0001\\uD83D");
  }

  private static String texts(long seed, int count) {
    DifferenceTexts source = new DifferenceTexts(vocabulary(), seed);
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < count; i++) {
      all.append(source.next());
    }
    return all.toString();
  }

  private static Tokenizer vocabulary() {
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("tokenizer.ggml.model", "llama");
    metadata.put("tokenizer.ggml.tokens", List.of("<unk>", "<s>", "</s>", "piece", "<|special|>"));
    metadata.put("tokenizer.ggml.scores", new float[5]);
    metadata.put("tokenizer.ggml.token_type", new int[] {2, 3, 3, 1, 3});
    return GgufTokenizers.from(metadata);
  }
}
