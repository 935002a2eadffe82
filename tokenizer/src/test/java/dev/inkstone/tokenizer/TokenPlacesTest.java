package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places of tokens where some characters have no token. */
class TokenPlacesTest {
  private static final String BYTE_LEVEL =
      """
      {"pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false},
       "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "Ġ": 2, "ab": 3}, "merges": ["a b"]}}
      """;

  private static final String UNIGRAM =
      """
      {"model": {"type": "Unigram", "unk_id": null, "vocab": [["a", -1], ["b", -2], ["ab", -1]]}}
      """;

  @TempDir Path folder;

  @Test
  void what_has_no_token_belongs_to_the_token_behind_it_else_to_the_one_before()
      throws IOException {
    for (String json : List.of(BYTE_LEVEL, UNIGRAM)) {
      Encoder encoder = load(json).encoder().build();
      assertThat(sources(encoder, "éaéé")).as(json).containsExactly("éaéé");
      assertThat(sources(encoder, "éaébaé")).as(json).containsExactly(expected(json));
      assertThat(sources(encoder, "é")).as(json).isEmpty();
    }
  }

  /** The BPE leaves a byte out before it merges. */
  private static String[] expected(String json) {
    return json.equals(BYTE_LEVEL) ? new String[] {"éaéb", "aé"} : new String[] {"éa", "éb", "aé"};
  }

  @Test
  void places_do_not_depend_on_what_was_encoded_before() throws IOException {
    for (String json : List.of(BYTE_LEVEL, UNIGRAM)) {
      for (String text : List.of("aé", "éa", "éaéabéabéé", "éé")) {
        Tokenizer tokenizer = load(json);
        Encoder encoder = tokenizer.encoder().build();
        Encoding fresh = encoder.encode(text);
        assertThat(encoder.encode(text)).as(text).isEqualTo(fresh);
        tokenizer = load(json);
        assertThat(tokenizer.encode(text)).as(text).containsExactly(fresh.ids());
        assertThat(tokenizer.encoder().build().encode(text)).as(text).isEqualTo(fresh);
      }
    }
  }

  @Test
  void merges_may_be_listed_before_those_of_their_parts() throws IOException {
    String json =
        """
        {"pre_tokenizer": {"type": "Whitespace"},
         "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "c": 2, "d": 3, "ab": 4, "abc": 5},
          "merges": ["ab c", "a b"]}}
        """;
    assertThat(sources(load(json).encoder().build(), "abcd d")).containsExactly("abc", "d", "d");
  }

  private static List<String> sources(Encoder encoder, String text) {
    Encoding encoding = encoder.encode(text);
    return IntStream.range(0, encoding.size()).mapToObj(encoding::sourceText).toList();
  }

  private Tokenizer load(String json) throws IOException {
    return Tokenizer.load(Files.writeString(folder.resolve("tokenizer.json"), json));
  }
}
