package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.inkstone.error.UnsupportedModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every decoder, alone and in sequence; the texts were checked with Hugging Face's library. */
class DecodersTest {
  private static final String SEQUENCE = "{'type': 'Sequence', 'decoders': [%s]}";
  private static final String FUSE = "{'type': 'Fuse'}";
  private static final String BYTES = "{'type': 'ByteFallback'}";
  private static final String STRIP = "{'type': 'Strip', 'content': ' ', 'start': %d, 'stop': %d}";
  private static final String REPLACE =
      "{'type': 'Replace', 'pattern': {'%s': '%s'}, 'content': '%s'}";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "'{\"type\": \"BPEDecoder\", \"suffix\": \"</w>\"}', 'a b</w> a</w>', 'ab a'",
    "'{\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": true}', '##a b ##c . !', '##a bc.!'",
    "'{\"type\": \"Metaspace\", \"replacement\": \"_\", \"prepend_scheme\": \"always\"}', '_a _b_ c', 'a b c'",
    "'{\"type\": \"Metaspace\", \"replacement\": \"_\", \"prepend_scheme\": \"never\"}', '_a _b', ' a b'",
    "'{\"type\": \"CTC\", \"pad_token\": \"<p>\", \"word_delimiter_token\": \"|\", \"cleanup\": true}', 'a a <p> a | | b', 'aa b'",
    "'{\"type\": \"CTC\", \"pad_token\": \"<p>\", \"word_delimiter_token\": \"|\", \"cleanup\": false}', 'a <p> |', 'a|'",
    "'{\"type\": \"ByteLevel\"}', 'Ã Ġa ©', '\uFFFD a\uFFFD'",
    "'{\"type\": \"ByteFallback\"}', '<0xC3> <0xA9> a <0x61> <0xC3>', 'éa\uFFFD\uFFFD'",
    "'null', 'a b c', 'a b c'"
  })
  void decodes_as_the_component_says(String decoder, String tokens, String expected)
      throws IOException {
    check(decoder, tokens, expected);
  }

  @Test
  void strips_and_replaces_within_tokens_or_within_all_of_them() throws IOException {
    String spaced = REPLACE.formatted("String", "_", " ");
    check(SEQUENCE.formatted(spaced + "," + STRIP.formatted(1, 0)), "_a _b c", "abc");
    check(SEQUENCE.formatted(spaced + "," + FUSE + "," + STRIP.formatted(1, 1)), "_a _b _", "a b");
    check(SEQUENCE.formatted(spaced + "," + FUSE + "," + STRIP.formatted(2, 0)), "_ _ _a", " a");
    check(REPLACE.formatted("Regex", "[ab]+", "x"), "ab c ab", "xcx");
    String joined = SEQUENCE.formatted(FUSE + "," + REPLACE.formatted("Regex", "a+", "x"));
    check(joined, "a a b a", "xbx");
  }

  @Test
  void a_sequence_may_start_with_bytes() throws IOException {
    String spaced = REPLACE.formatted("String", "_", " ");
    check(SEQUENCE.formatted(BYTES + "," + spaced + "," + FUSE), "<0xE4> <0xBD> <0xA0> _a", "你 a");
  }

  @Test
  void what_is_held_back_comes_with_the_next_token() throws IOException {
    Tokenizer tokenizer = load("{'type': 'BPEDecoder', 'suffix': '</w>'}", "a b</w>");
    StreamingDecoder stream = tokenizer.streamingDecoder();
    assertThat(stream.next(1)).isEmpty();
    assertThat(stream.next(0)).isEqualTo("b ");
    assertThat(stream.flush()).isEqualTo("a");
    assertThat(stream.next(1) + stream.flush()).as("a new stream").isEqualTo("b");
  }

  @Test
  void a_token_has_the_bytes_that_it_has_inside_a_text() throws IOException {
    Tokenizer pieces = load("{'type': 'BPEDecoder', 'suffix': '</w>'}", "a b</w>");
    assertThat(new String(pieces.bytes(1), StandardCharsets.UTF_8)).isEqualTo("b ");
    Tokenizer bytes = load(SEQUENCE.formatted(BYTES + "," + FUSE), "<0xE4>");
    assertThat(bytes.bytes(0)).containsExactly(0xE4);
    Tokenizer words = load("null", "a b");
    assertThat(new String(words.bytes(1), StandardCharsets.UTF_8)).isEqualTo(" b");
  }

  @Test
  void names_what_it_does_not_know() {
    for (String decoder :
        new String[] {
          "{'type': 'Join'}",
          "{'type': 'Strip', 'content': 'ab', 'start': 1, 'stop': 0}",
          SEQUENCE.formatted(FUSE + ", {'type': 'Split'}"),
          REPLACE.formatted("Regex", "(", "x")
        }) {
      assertThatThrownBy(() -> load(decoder, "a"))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageContaining("decoder");
    }
  }

  /** Decodes at once and token by token. */
  private void check(String decoder, String tokens, String expected) throws IOException {
    Tokenizer tokenizer = load(decoder, tokens);
    int[] ids =
        Arrays.stream(tokens.split(" ", -1))
            .mapToInt(token -> tokenizer.id(token).orElseThrow())
            .toArray();
    assertThat(tokenizer.decode(ids)).isEqualTo(expected);
    StreamingDecoder stream = tokenizer.streamingDecoder();
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(stream.next(id));
    }
    assertThat(text + stream.flush()).as("streamed").isEqualTo(expected);
  }

  /** A vocabulary of words that are numbered in their order. */
  private Tokenizer load(String decoder, String tokens) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    root.set("decoder", mapper.readTree(decoder.replace('\'', '"')));
    ObjectNode model = root.putObject("model").put("type", "WordLevel");
    ObjectNode vocabulary = model.putObject("vocab");
    for (String token : tokens.split(" ", -1)) {
      if (!vocabulary.has(token)) {
        vocabulary.put(token, vocabulary.size());
      }
    }
    Path file = folder.resolve("tokenizer.json");
    mapper.writeValue(file.toFile(), root);
    return HuggingFaceTokenizers.load(file);
  }
}
