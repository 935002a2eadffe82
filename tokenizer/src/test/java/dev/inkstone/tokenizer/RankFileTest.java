package dev.inkstone.tokenizer;

import static dev.inkstone.tokenizer.SmallVocabularies.spelled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankFileTest {
  private static final TiktokenEncoding GPT2 = new TiktokenEncoding("gpt-2", Map.of("<|x|>", 300));

  @TempDir Path folder;

  @Test
  void merges_by_the_rank_of_the_concatenation() {
    // "bc" comes before "ab", and "abc" can be made of either half.
    Tokenizer tokenizer = tokenizer(ranks("bc", "ab", "abc", "cd"));
    assertThat(spelled(tokenizer, "abc")).containsExactly("abc");
    assertThat(spelled(tokenizer, "abcd")).containsExactly("abc", "d");
    assertThat(spelled(tokenizer, "abd")).containsExactly("ab", "d");
  }

  @Test
  void takes_whole_pieces_that_no_row_of_merges_makes() {
    Tokenizer tokenizer = tokenizer(ranks("bc", "abcd"));
    assertThat(spelled(tokenizer, "abcd")).containsExactly("abcd");
    assertThat(spelled(tokenizer, "aabcd")).containsExactly("a", "a", "bc", "d");
  }

  @Test
  void reads_lines_that_end_in_cr_lf_and_a_byte_order_mark() {
    String text = ranks("ab", "abc");
    Tokenizer tokenizer = tokenizer("\uFEFF" + text.replace("\n", "\r\n") + "\r\n\r\n");
    assertThat(tokenizer.encode("abc")).containsExactly(257);
    assertThat(RankFile.parse(bytes(text.replace("\n", "\r\n")), "f").fingerprint())
        .isEqualTo(RankFile.parse(bytes(text), "f").fingerprint());
  }

  @Test
  void an_empty_token_is_a_hole() {
    Tokenizer tokenizer = tokenizer(ranks("ab") + "= 257\n");
    assertThat(tokenizer.bytes(257)).isEmpty();
    assertThat(tokenizer.token(257)).isEmpty();
    assertThat(tokenizer.encode("ab=")).containsExactly(256, '=');
  }

  @Test
  void special_tokens_are_read_only_where_allowed() {
    Tokenizer tokenizer = tokenizer(ranks());
    assertThat(tokenizer.encode("<|x|>")).hasSize(5);
    assertThat(tokenizer.encode("<|x|>", EncodeOptions.PARSE_SPECIAL)).containsExactly(300);
    assertThat(tokenizer.vocabularySize()).isEqualTo(301);
    assertThat(tokenizer.decode(65, 300, 66)).isEqualTo("AB");
  }

  @ParameterizedTest
  @ValueSource(strings = {"YQ==", "YQ== ", " 1x", "Y! 3", "YQ== -1", "YQ== 99999999999", "YQ==\t1"})
  void says_which_line_is_broken(String line) {
    assertThatThrownBy(() -> tokenizer(ranks() + line + "\n"))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("test.tiktoken, line 257");
  }

  @Test
  void refuses_contradictions() {
    refuses(ranks("ab").replace(" 256\n", " 255\n"), "255 occurs twice");
    refuses("YQ== 2000000000\n", "2000000000");
    refuses("", "0 tokens");
    refuses("YQ== 0\n", "the byte 0x00 is no token");
    refuses(ranks("a".repeat(513)), "513 bytes");
    TiktokenEncoding taken = new TiktokenEncoding("gpt-2", Map.of("<|x|>", 65));
    assertThatThrownBy(() -> TiktokenTokenizers.from(parse(ranks()), taken))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("<|x|> has the id 65");
    TiktokenEncoding far = new TiktokenEncoding("gpt-2", Map.of("<|x|>", Integer.MAX_VALUE - 1));
    assertThatThrownBy(() -> TiktokenTokenizers.from(parse(ranks()), far))
        .isInstanceOf(ModelFormatException.class);
  }

  @Test
  void a_file_that_is_not_published_needs_an_encoding() throws IOException {
    Path file = Files.writeString(folder.resolve("own.tiktoken"), ranks("ab"));
    assertThatThrownBy(() -> Tokenizer.load(file))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("257 ranks")
        .hasMessageContaining("cl100k_base");
    assertThat(TiktokenTokenizers.load(file, GPT2).encode("ab")).containsExactly(256);
  }

  @Test
  void encodings_have_names() {
    assertThat(TiktokenEncoding.names())
        .contains("r50k_base", "p50k_edit", "cl100k_base", "o200k_harmony", "llama3", "qwen")
        .contains("whisper", "whisper-v3");
    TiktokenEncoding.names()
        .forEach(name -> assertThat(TiktokenEncoding.named(name).specialTokens()).isNotEmpty());
    assertThat(TiktokenEncoding.named("cl100k_base").specialTokens())
        .containsEntry("<|endofprompt|>", 100276)
        .hasSize(5);
    assertThat(TiktokenEncoding.named("llama3").specialTokens()).hasSize(256);
    assertThat(TiktokenEncoding.named("whisper-v3").specialTokens())
        .containsEntry("<|notimestamps|>", 50364);
    assertThatThrownBy(() -> TiktokenEncoding.named("x")).hasMessageContaining("o200k_base");
    assertThatThrownBy(() -> new TiktokenEncoding("x", Map.of()))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("preTokenizer 'x' is not known; known are: ")
        .hasMessageNotContaining("ggml");
    assertThatThrownBy(() -> new TiktokenEncoding("cl100k_base", Map.of()))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("TiktokenEncoding.named(\"cl100k_base\")");
    assertThat(new TiktokenEncoding("llama3", Map.of()).specialTokens())
        .as("a name of both kinds")
        .isEmpty();
    assertThatThrownBy(() -> new TiktokenEncoding("gpt-2", Map.of("a", 1, "b", 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The 256 bytes with their values as ranks, then {@code tokens}. */
  private static String ranks(String... tokens) {
    StringBuilder file = new StringBuilder();
    for (int value = 0; value < 256; value++) {
      append(file, new byte[] {(byte) value}, value);
    }
    for (int i = 0; i < tokens.length; i++) {
      append(file, bytes(tokens[i]), 256 + i);
    }
    return file.toString();
  }

  private static void append(StringBuilder file, byte[] token, int rank) {
    file.append(Base64.getEncoder().encodeToString(token)).append(' ').append(rank).append('\n');
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static RankFile parse(String text) {
    return RankFile.parse(bytes(text), "test.tiktoken");
  }

  private static Tokenizer tokenizer(String text) {
    return TiktokenTokenizers.from(parse(text), GPT2);
  }

  private static void refuses(String text, String part) {
    assertThatThrownBy(() -> tokenizer(text))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(part);
  }
}
