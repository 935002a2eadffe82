package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecodingTest {
  private final Tokenizer sentencePiece =
      SmallVocabularies.sentencePiece().bytes().pieces("▁a", "▁", "b", "▁中").tokenizer();
  private final Tokenizer byteLevel =
      GgufTokenizers.from(SmallVocabularies.byteLevel("gpt-2", List.of("Ġ a"), "<|im_end|>"));

  @Test
  void streaming_gives_the_same_text_as_decoding_at_once() {
    for (Tokenizer tokenizer : List.of(sentencePiece, byteLevel)) {
      for (int seed = 0; seed < 2000; seed++) {
        Random random = new Random(seed);
        int[] ids = random.ints(20, 0, tokenizer.vocabularySize()).toArray();
        StreamingDecoder stream = tokenizer.streamingDecoder();
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
          text.append(stream.next(id));
        }
        assertThat(text + stream.flush()).as("seed %d", seed).isEqualTo(tokenizer.decode(ids));
      }
    }
  }

  @Test
  void holds_back_a_character_until_its_last_byte() {
    StreamingDecoder stream = byteLevel.streamingDecoder();
    assertThat(stream.next(0xE4)).isEmpty();
    assertThat(stream.next(0xB8)).isEmpty();
    assertThat(stream.next(0xAD)).isEqualTo("中");
    assertThat(stream.flush()).isEmpty();
  }

  @Test
  void an_unfinished_character_becomes_one_replacement_at_the_end() {
    StreamingDecoder stream = byteLevel.streamingDecoder();
    assertThat(stream.next(0xF0) + stream.next(0x9F) + stream.next(0x98)).isEmpty();
    assertThat(stream.flush()).isEqualTo("\uFFFD");
    assertThat(stream.next('x')).as("after flush").isEqualTo("x");
  }

  @Test
  void each_maximal_invalid_part_becomes_one_replacement() {
    assertThat(byteLevel.decode(0xE2, 0x82, 'A')).isEqualTo("\uFFFDA");
    assertThat(byteLevel.decode(0xC0, 0xAF)).as("overlong").isEqualTo("\uFFFD\uFFFD");
    assertThat(byteLevel.decode(0xED, 0xA0, 0x80)).as("surrogate").isEqualTo("\uFFFD\uFFFD\uFFFD");
    assertThat(byteLevel.decode(0xF4, 0x90, 0x80, 0x80)).as("too great").hasSize(4);
    assertThat(byteLevel.decode(0x80, 0xE4, 0xB8, 0xE4, 0xB8, 0xAD)).isEqualTo("\uFFFD\uFFFD中");
  }

  @Test
  void a_broken_end_becomes_one_replacement_for_each_part() {
    assertThat(byteLevel.decode(0xED, 0xA0)).as("half a surrogate").isEqualTo("\uFFFD\uFFFD");
    assertThat(byteLevel.decode('a', 0xED, 0x9F)).as("a start").isEqualTo("a\uFFFD");
    assertThat(byteLevel.decode(0xE0, 0x9F)).as("overlong").isEqualTo("\uFFFD\uFFFD");
    assertThat(byteLevel.decode(0xF0, 0x90, 0x80)).as("a start").isEqualTo("\uFFFD");
    assertThat(byteLevel.decode(0xF5, 0x80)).as("no lead").isEqualTo("\uFFFD\uFFFD");
  }

  @Test
  void a_stream_gives_the_text_of_all_bytes_at_once() {
    int[] edges = {
      'a', 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF3,
      0xF4, 0xF5
    };
    int sequences = edges.length * edges.length * edges.length * edges.length;
    for (int sequence = 0; sequence < sequences; sequence++) {
      int[] bytes = new int[4];
      int rest = sequence;
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = edges[rest % edges.length];
        rest /= edges.length;
      }
      StreamingDecoder stream = byteLevel.streamingDecoder();
      StringBuilder text = new StringBuilder();
      for (int id : bytes) {
        text.append(stream.next(id));
      }
      text.append(stream.flush());
      assertThat(text.toString())
          .as("%x %x %x %x", bytes[0], bytes[1], bytes[2], bytes[3])
          .isEqualTo(byteLevel.decode(bytes));
    }
  }

  @Test
  void the_space_that_encoding_put_in_front_is_dropped_once() {
    int spaceA = sentencePiece.id("▁a").orElseThrow();
    int begin = sentencePiece.id("<s>").orElseThrow();
    assertThat(sentencePiece.decode(spaceA, spaceA)).isEqualTo("a a");
    assertThat(sentencePiece.decode(begin, spaceA)).isEqualTo("a");
    StreamingDecoder stream = sentencePiece.streamingDecoder();
    assertThat(stream.next(spaceA) + stream.next(spaceA) + stream.flush()).isEqualTo("a a");
    assertThat(stream.next(spaceA)).as("a new stream").isEqualTo("a");
  }

  @Test
  void control_tokens_have_no_text() {
    int end = byteLevel.id("<|im_end|>").orElseThrow();
    assertThat(byteLevel.decode('a', end, 'b')).isEqualTo("ab");
    assertThat(byteLevel.bytes(end)).isEmpty();
    assertThat(sentencePiece.bytes(sentencePiece.id("▁中").orElseThrow()))
        .containsExactly(' ', 0xE4, 0xB8, 0xAD);
  }

  @Test
  void rejects_an_id_outside_the_vocabulary() {
    assertThatThrownBy(() -> byteLevel.decode(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> byteLevel.token(258))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ids 0 to 257");
  }
}
