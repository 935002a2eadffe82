package dev.inkstone.tokenizer;

import static dev.inkstone.tokenizer.SmallVocabularies.spelled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.error.ModelFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnigramTest {
  private static final String METASPACE =
      "{\"type\": \"Metaspace\", \"replacement\": \"▁\", \"prepend_scheme\": \"%s\", \"split\": %s}";
  private static final String JSON =
      """
      {"added_tokens": [{"id": 0, "content": "<unk>", "special": true, "normalized": false},
                        {"id": 1, "content": "</s>", "special": true, "normalized": false}],
       "normalizer": null,
       "pre_tokenizer": %s,
       "post_processor": {"type": "TemplateProcessing",
         "single": [{"Sequence": {"id": "A"}}, {"SpecialToken": {"id": "</s>"}}],
         "special_tokens": {"</s>": {"id": "</s>", "ids": [1], "tokens": ["</s>"]}}},
       "decoder": {"type": "Metaspace", "replacement": "▁", "add_prefix_space": true},
       "model": {"unk_id": 0, "byte_fallback": %s, "vocab": [["<unk>", 0.0], ["</s>", 0.0],
         ["▁", -2.0], ["▁un", -3.0], ["happi", -4.0], ["ness", -3.5], ["h", -5.0], ["a", -5.0],
         ["p", -5], ["▁a", -6.0], ["▁▁", -7.0], ["<0xC3>", -8.0], ["<0xA9>", -8.0]]}}
      """;

  @TempDir Path folder;

  @Test
  void takes_the_reading_with_the_greatest_sum() throws IOException {
    Tokenizer tokenizer = load("always", true, false);
    assertThat(spelled(tokenizer, "unhappiness")).containsExactly("▁un", "happi", "ness");
    assertThat(spelled(tokenizer, "happ")).containsExactly("▁", "h", "a", "p", "p");
    assertThat(spelled(tokenizer, "a", EncodeOptions.ADD_SPECIAL)).containsExactly("▁a", "</s>");
    assertThat(tokenizer.encode("")).isEmpty();
    assertThat(tokenizer.specialTokens().eos()).hasValue(1);
    assertThat(tokenizer.specialTokens().unk()).hasValue(0);
  }

  @Test
  void neighbouring_unknowns_become_one_but_not_across_words() throws IOException {
    Tokenizer tokenizer = load("always", true, false);
    assertThat(spelled(tokenizer, "xyzaxy zz"))
        .containsExactly("▁", "<unk>", "a", "<unk>", "▁", "<unk>");
  }

  @Test
  void bytes_stand_for_the_unknown_when_all_of_them_are_tokens() throws IOException {
    Tokenizer tokenizer = load("always", true, true);
    assertThat(spelled(tokenizer, "éé"))
        .containsExactly("▁", "<0xC3>", "<0xA9>", "<0xC3>", "<0xA9>");
    assertThat(spelled(tokenizer, "éx")).as("one of them lacks").containsExactly("▁", "<unk>");
    assertThat(tokenizer.decode(2, 11, 12)).isEqualTo("é");
    assertThat(load("always", true, false).encode("é")).containsExactly(2, 0);
  }

  @Test
  void metaspace_puts_spaces_as_its_scheme_says() throws IOException {
    assertThat(spelled(load("always", true, false), "a  a")).containsExactly("▁a", "▁", "▁a");
    assertThat(spelled(load("always", false, false), "a  a")).containsExactly("▁a", "▁", "▁a");
    assertThat(spelled(load("always", false, false), "a   ")).containsExactly("▁a", "▁", "▁", "▁");
    assertThat(spelled(load("never", true, false), "a a")).containsExactly("a", "▁a");
    assertThat(spelled(load("always", true, false), " a")).as("no second").containsExactly("▁a");
    assertThat(spelled(load("always", true, false), "▁a")).containsExactly("▁a");
    Tokenizer first = load("first", true, false);
    assertThat(spelled(first, "a</s>a", EncodeOptions.PARSE_SPECIAL))
        .containsExactly("▁a", "</s>", "a");
    assertThat(spelled(first, "</s>a", EncodeOptions.PARSE_SPECIAL)).containsExactly("</s>", "a");
  }

  @Test
  void a_split_at_white_space_leaves_none() throws IOException {
    String sequence =
        "{\"type\": \"Sequence\", \"pretokenizers\": [{\"type\": \"WhitespaceSplit\"}, %s]}";
    Tokenizer tokenizer =
        loadJson(JSON.formatted(sequence.formatted(METASPACE.formatted("always", true)), false));
    assertThat(spelled(tokenizer, " \ta\u3000 a  ")).containsExactly("▁a", "▁a");
    Tokenizer first =
        loadJson(JSON.formatted(sequence.formatted(METASPACE.formatted("first", true)), false));
    assertThat(spelled(first, " a a")).as("the first word is not first").containsExactly("a", "a");
    assertThat(spelled(first, "a a")).containsExactly("▁a", "a");
  }

  @Test
  void decoding_drops_the_spaces_of_the_first_token() throws IOException {
    Tokenizer tokenizer = load("always", true, false);
    assertThat(tokenizer.decode(3, 4, 5, 9, 1)).isEqualTo("unhappiness a");
    assertThat(tokenizer.decode(10, 9)).isEqualTo(" a");
    StreamingDecoder stream = tokenizer.streamingDecoder();
    assertThat(stream.next(1) + stream.next(10) + stream.next(9) + stream.flush()).isEqualTo(" a");
  }

  @Test
  void text_never_becomes_a_control_token() throws IOException {
    assertThat(load("always", true, false).encode("</s>")).doesNotContain(1);
    assertThat(load("always", true, false).encode("<unk>x")).containsExactly(2, 0);
  }

  /** The two sums differ by less than single precision shows. */
  @Test
  void arithmetic_decides_ties() {
    double[] scores = {-1.0, -(1.0 + 1e-9), -2.0};
    byte[][] keys = {bytes("a"), bytes("b"), bytes("ab")};
    ByteTrie trie = ByteTrie.of(keys, new int[] {0, 1, 2});
    UnigramScores sums = new UnigramScores(scores, -20);
    assertThat(encode(trie, sums, Unigram.Arithmetic.DOUBLE, "ab")).containsExactly(2);
    assertThat(encode(trie, sums, Unigram.Arithmetic.SINGLE, "ab")).containsExactly(2);
    UnigramScores better = new UnigramScores(new double[] {-1.0, -(1.0 - 1e-9), -2.0}, -20);
    assertThat(encode(trie, better, Unigram.Arithmetic.DOUBLE, "ab")).containsExactly(0, 1);
    assertThat(encode(trie, better, Unigram.Arithmetic.SINGLE, "ab"))
        .as("compared before it is rounded")
        .containsExactly(0, 1);
    UnigramScores hidden = new UnigramScores(new double[] {-(1.0 - 1e-9), -1.0, -2.0}, -20);
    assertThat(encode(trie, hidden, Unigram.Arithmetic.DOUBLE, "ab")).containsExactly(0, 1);
    assertThat(encode(trie, hidden, Unigram.Arithmetic.SINGLE, "ab"))
        .as("the first sum is rounded when stored")
        .containsExactly(2);
  }

  @Test
  void of_equal_readings_the_longest_last_piece_stays() {
    ByteTrie trie = ByteTrie.of(new byte[][] {bytes("a"), bytes("aa")}, new int[] {0, 1});
    UnigramScores scores = new UnigramScores(new double[] {-1, -2}, -20);
    assertThat(encode(trie, scores, Unigram.Arithmetic.DOUBLE, "aaa")).containsExactly(0, 1);
    assertThat(encode(trie, scores, Unigram.Arithmetic.SINGLE, "aaa")).containsExactly(0, 1);
  }

  /** Against all readings of short texts, by brute force. */
  @Test
  void finds_what_trying_all_readings_finds() {
    String[] pieces = {"a", "b", "ab", "ba", "aab", "bb", "abab"};
    byte[][] keys = new byte[pieces.length][];
    int[] ids = new int[pieces.length];
    for (int i = 0; i < ids.length; i++) {
      keys[i] = bytes(pieces[i]);
      ids[i] = i;
    }
    ByteTrie trie = ByteTrie.of(keys, ids);
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      double[] scores = random.doubles(pieces.length, -9, 0).toArray();
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 9; i++) {
        text.append(random.nextBoolean() ? 'a' : 'b');
      }
      UnigramScores sums = new UnigramScores(scores, -30);
      double found = 0;
      for (int id : encode(trie, sums, Unigram.Arithmetic.DOUBLE, text.toString())) {
        found += scores[id];
      }
      assertThat(found)
          .as("seed %d", seed)
          .isEqualTo(best(text.toString(), pieces, scores), within());
    }
  }

  @Test
  void reads_gguf_metadata_with_the_normalizer_of_the_model() {
    Map<String, Object> metadata = gguf();
    Tokenizer tokenizer = GgufTokenizers.from(metadata);
    assertThat(spelled(tokenizer, "a  a ", EncodeOptions.ADD_SPECIAL))
        .containsExactly("▁a", "▁", "▁a", "▁", "</s>");
    assertThat(tokenizer.decode(3, 4)).isEqualTo("ab");
    metadata.put("tokenizer.ggml.remove_extra_whitespaces", true);
    Tokenizer collapsing = GgufTokenizers.from(metadata);
    assertThat(spelled(collapsing, "  a   a  ")).containsExactly("▁a", "▁a");
    assertThat(collapsing.encode("   ")).isEmpty();
    assertThat(collapsing.encode("▁")).as("stripped after the spelling").isEmpty();
    metadata.put("tokenizer.ggml.add_space_prefix", false);
    assertThat(spelled(GgufTokenizers.from(metadata), "b b")).containsExactly("b", "▁", "b");
    metadata.put("tokenizer.ggml.add_eos_token", false);
    assertThat(GgufTokenizers.from(metadata).encode("b", EncodeOptions.ADD_SPECIAL)).hasSize(1);
  }

  @Test
  void a_user_defined_piece_beats_what_could_be_put_together() {
    Map<String, Object> metadata = gguf();
    Tokenizer tokenizer = GgufTokenizers.from(metadata);
    assertThat(spelled(tokenizer, "abab")).as("cut out first").containsExactly("▁a", "bab");
    UnigramScores scores =
        UnigramScores.ofSentencePiece(
            new float[] {-1, -2, 0},
            new Vocabulary(
                new String[] {"a", "b", "aé"},
                new TokenType[] {TokenType.NORMAL, TokenType.NORMAL, TokenType.USER_DEFINED},
                SentencePieceSpelling::bytes));
    assertThat(scores.of(2)).isEqualTo(-3.1);
    assertThat(scores.unknown()).isEqualTo(-12);
  }

  @Test
  void a_megabyte_without_a_break_is_read_in_one_pass() throws IOException {
    Tokenizer tokenizer = load("always", false, false);
    assertThat(tokenizer.encode("p".repeat(1 << 20))).hasSize(1 + (1 << 20));
    assertThat(tokenizer.encode("\u0416".repeat(1 << 20))).containsExactly(2, 0);
  }

  @Test
  void says_what_is_wrong() throws IOException {
    assertThatThrownBy(
            () -> loadJson(JSON.formatted("null", false).replace("\"p\", -5", "\"p\", \"-5\"")))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("model.vocab");
    assertThatThrownBy(
            () ->
                loadJson(
                    JSON.formatted("null", false)
                        .replace(
                            "\"normalizer\": null",
                            "\"normalizer\": {\"type\": \"Precompiled\", \"precompiled_charsmap\": \"////fw==\"}")))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("charsmap");
  }

  private static double best(String text, String[] pieces, double[] scores) {
    double[] sums = new double[text.length() + 1];
    for (int end = 1; end <= text.length(); end++) {
      sums[end] = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < pieces.length; i++) {
        if (text.substring(0, end).endsWith(pieces[i])) {
          sums[end] = Math.max(sums[end], sums[end - pieces[i].length()] + scores[i]);
        }
      }
    }
    return sums[text.length()];
  }

  private static Offset<Double> within() {
    return Offset.offset(1e-12);
  }

  private static int[] encode(
      ByteTrie trie, UnigramScores scores, Unigram.Arithmetic arithmetic, String text) {
    IdSink out = new IdSink("");
    byte[] utf8 = bytes(text);
    new Unigram(trie, scores, 99, ByteTokens.NONE, arithmetic).encode(utf8, 0, utf8.length, out);
    return out.toArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Object> gguf() {
    Map<String, Object> metadata = new HashMap<>();
    List<String> tokens = new ArrayList<>(List.of("<pad>", "</s>", "<unk>", "▁a", "b", "▁", "bab"));
    metadata.put("tokenizer.ggml.model", "t5");
    metadata.put("tokenizer.ggml.tokens", tokens);
    metadata.put("tokenizer.ggml.scores", new float[] {0, 0, 0, -1, -2, -3, 0});
    metadata.put("tokenizer.ggml.token_type", new int[] {3, 3, 2, 1, 1, 1, 4});
    return metadata;
  }

  private Tokenizer load(String scheme, boolean split, boolean byteFallback) throws IOException {
    return loadJson(JSON.formatted(METASPACE.formatted(scheme, split), byteFallback));
  }

  private Tokenizer loadJson(String json) throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), json);
    return HuggingFaceTokenizers.load(folder);
  }
}
