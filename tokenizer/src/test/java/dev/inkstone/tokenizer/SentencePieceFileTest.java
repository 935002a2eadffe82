package dev.inkstone.tokenizer;

import static dev.inkstone.tokenizer.SmallVocabularies.spelled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.error.InkstoneException;
import dev.inkstone.error.ModelFormatException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentencePieceFileTest {
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;

  @Test
  void reads_a_model() {
    Tokenizer tokenizer = tokenizer(model().message(3, new ProtobufWriter().varint(4, 0)));
    assertThat(spelled(tokenizer, "ab  a")).containsExactly("▁ab", "▁", "▁a");
    assertThat(tokenizer.encode("a", EncodeOptions.ADD_SPECIAL)[0]).isEqualTo(1);
    assertThat(tokenizer.specialTokens().unk()).hasValue(0);
    assertThat(tokenizer.specialTokens().eos()).hasValue(2);
    assertThat(tokenizer.decode(tokenizer.encode("ab  a"))).isEqualTo("ab  a");
  }

  @Test
  void reads_minus_one_stored_as_64_bits_as_none() {
    ProtobufWriter trainer = new ProtobufWriter().varint(3, 2).varint(43, -1L).varint(42, -1L);
    Tokenizer tokenizer = tokenizer(pieces().message(2, trainer));
    assertThat(tokenizer.specialTokens().pad()).isEmpty();
    assertThat(tokenizer.specialTokens().eos()).isEmpty();
    ProtobufWriter narrow = new ProtobufWriter().varint(3, 2).varint(43, 0xFFFF_FFFFL);
    assertThat(tokenizer(pieces().message(2, narrow)).specialTokens().pad()).isEmpty();
  }

  @Test
  void removes_extra_spaces_by_default() {
    Tokenizer tokenizer = tokenizer(model());
    assertThat(spelled(tokenizer, "  a   b ")).containsExactly("▁a", "▁", "b");
    assertThat(tokenizer.encode("   ")).isEmpty();
    assertThat(tokenizer.encode("▁")).as("spaces in the other spelling too").isEmpty();
    assertThat(spelled(tokenizer, "▁a")).containsExactly("▁", "▁a");
  }

  @Test
  void puts_no_space_in_front_where_the_model_says_so() {
    Tokenizer tokenizer = tokenizer(model().message(3, new ProtobufWriter().varint(3, 0)));
    assertThat(spelled(tokenizer, "a b")).containsExactly("a", "▁", "b");
  }

  @Test
  void cuts_user_defined_pieces_out_and_merges_nothing_into_them() {
    Tokenizer tokenizer =
        tokenizer(
            piece(piece(model(), "aab", 0, USER_DEFINED), "▁▁", 0, USER_DEFINED)
                .message(3, new ProtobufWriter().varint(4, 0)));
    assertThat(spelled(tokenizer, "aabb")).containsExactly("▁", "aab", "b");
    assertThat(spelled(tokenizer, " a")).containsExactly("▁▁", "a");
  }

  @Test
  void control_pieces_and_markup_are_not_made_from_text() {
    Tokenizer tokenizer =
        tokenizer(piece(piece(model(), "ab▁", 9, CONTROL), "<|a|>", 9, USER_DEFINED));
    assertThat(spelled(tokenizer, "ab b")).containsExactly("▁ab", "▁", "b");
    assertThat(spelled(tokenizer, "<|a|>")).doesNotContain("<|a|>");
    assertThat(spelled(tokenizer, "<|a|>", EncodeOptions.PARSE_SPECIAL)).containsExactly("<|a|>");
  }

  @Test
  void skips_fields_it_does_not_know() {
    ProtobufWriter more =
        model()
            .varint(100, Long.MAX_VALUE)
            .binary32(101, 1)
            .text(102, "x")
            .message(4, new ProtobufWriter());
    assertThat(spelled(tokenizer(more), "ab")).containsExactly("▁ab");
  }

  @Test
  void word_models_take_whole_words() {
    ProtobufWriter words = pieces().message(2, new ProtobufWriter().varint(3, 3));
    assertThat(spelled(tokenizer(words), "ab b  é ab"))
        .as("neighbours that are unknown are one")
        .containsExactly("▁ab", "<unk>", "▁ab");
    assertThat(tokenizer(words).encode("ab a", EncodeOptions.ADD_SPECIAL)).hasSize(2);
  }

  @Test
  void character_models_take_single_characters() {
    ProtobufWriter characters = pieces().message(2, new ProtobufWriter().varint(3, 4));
    assertThat(spelled(tokenizer(characters), "ab éüa"))
        .containsExactly("▁", "a", "b", "▁", "<unk>", "a");
  }

  @Test
  void the_space_goes_behind_the_text_where_the_model_says_so() {
    ProtobufWriter behind = pieces().message(2, new ProtobufWriter().varint(3, 4).varint(24, 1));
    assertThat(spelled(tokenizer(behind), " a b ")).containsExactly("a", "▁", "b", "▁");
    assertThat(tokenizer(behind).decode(tokenizer(behind).encode("a b"))).isEqualTo("a b ");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void spaces_are_characters_like_others_where_the_model_says_so(int modelType) {
    ProtobufWriter plain =
        piece(piece(piece(pieces(), " b", -1, 1), " ", -7, 1), "b▁", -1, 1)
            .message(2, new ProtobufWriter().varint(3, modelType))
            .message(3, new ProtobufWriter().varint(5, 0));
    Tokenizer tokenizer = tokenizer(plain);
    assertThat(spelled(tokenizer, "a b")).containsExactly(" ", "a", " b");
    assertThat(spelled(tokenizer, "b▁a ")).as("a block is no space").containsExactly(" b", "▁a");
    assertThat(spelled(tokenizer, "a▁ ")).as("only spaces go").containsExactly(" ", "a", "▁");
    assertThat(tokenizer.decode(tokenizer.encode("a b"))).as("not taken back").isEqualTo(" a b");
    assertThat(tokenizer.decode(id(tokenizer, "▁a"), id(tokenizer, " b"))).isEqualTo("a b");
    SequenceTokens places =
        ((VocabularyTokenizer) tokenizer).tokens("a  b", EncodeOptions.SpecialText.NONE);
    assertThat(places.starts()).containsExactly(0, 0, 1);
    assertThat(places.ends()).containsExactly(1, 1, 4);
  }

  private static int id(Tokenizer tokenizer, String token) {
    return tokenizer.id(token).orElseThrow();
  }

  @Test
  void says_what_is_broken() {
    refuses(new ProtobufWriter().text(102, "x").toByteArray(), "without pieces");
    refuses(new byte[0], "without pieces");
    refuses(piece(model(), "x", 0, 7).toByteArray(), "type 7");
    refuses(
        pieces().message(2, new ProtobufWriter().varint(3, 5)).toByteArray(), "model_type is 5");
    refuses(model().bytes(1, new byte[] {0x0A, 1, (byte) 0xFF}).toByteArray(), "not UTF-8");
    refuses(piece(model(), "x", Float.NaN, 1).toByteArray(), "not a number");
    refuses(model().varint(3, 0).toByteArray(), "wire type 0, expected 2");
    refuses(
        model().message(3, new ProtobufWriter().bytes(2, new byte[] {9, 0, 0, 0})).toByteArray(),
        "said to have 9");
  }

  @ParameterizedTest
  @ValueSource(longs = {100, 1L << 31, Long.MAX_VALUE, -1})
  void refuses_lengths_past_the_end(long length) {
    refuses(new ProtobufWriter().raw(1 << 3 | 2).raw(length).toByteArray(), "0 bytes are left");
  }

  @Test
  void refuses_endless_and_cut_integers() {
    byte[] endless = new byte[20];
    Arrays.fill(endless, (byte) 0x80);
    refuses(endless, "more than 10 bytes");
    refuses(new byte[] {(byte) 0x88}, "end of the data");
    refuses(new byte[] {0x00}, "field number 0");
    refuses(new byte[] {0x0B}, "wire type 3");
  }

  @Test
  void damaged_files_are_refused_or_read() {
    byte[] whole = model().message(3, new ProtobufWriter().varint(4, 0)).toByteArray();
    for (int length = 0; length < whole.length; length++) {
      attempt(Arrays.copyOf(whole, length));
    }
    long seed = 20261125;
    Random random = new Random(seed);
    for (int round = 0; round < 5000; round++) {
      byte[] damaged = whole.clone();
      for (int i = 0; i <= round % 4; i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      attempt(damaged);
    }
  }

  @Test
  void the_unknown_token_is_decoded_to_what_the_trainer_says() {
    assertThat(tokenizer(model()).decode(0, 7, 0)).isEqualTo(" \u2047 a \u2047 ");
    ProtobufWriter trainer = new ProtobufWriter().varint(3, 2).text(44, "[?]");
    assertThat(tokenizer(pieces().message(2, trainer)).decode(7, 0)).isEqualTo("a[?]");
    assertThat(tokenizer(model()).specialTokens().unk()).hasValue(0);
  }

  @Test
  void decoding_drops_a_space_of_every_token_until_there_is_text_or_only_the_first() {
    int space = 6;
    int spacedA = 5;
    assertThat(tokenizer(model()).decode(space, space, spacedA, spacedA)).isEqualTo("a a");
    ProtobufWriter keepsSpaces = model().message(3, new ProtobufWriter().varint(4, 0));
    assertThat(tokenizer(keepsSpaces).decode(space, space, spacedA)).isEqualTo("  a");
    StreamingDecoder stream = tokenizer(model()).streamingDecoder();
    assertThat(stream.next(space) + stream.next(spacedA) + stream.next(spacedA) + stream.flush())
        .isEqualTo("a a");
  }

  /** Whatever the bytes, the outcome is a tokenizer or one of the project's exceptions. */
  private static void attempt(byte[] content) {
    Tokenizer tokenizer;
    try {
      tokenizer = tokenizer(content);
    } catch (InkstoneException refused) {
      assertThat(refused).hasMessageNotContaining("null");
      return;
    }
    assertThat(tokenizer.encode("ab a").length).isLessThan(100);
  }

  private static ProtobufWriter pieces() {
    ProtobufWriter model = new ProtobufWriter();
    piece(model, "<unk>", 0, 2);
    piece(model, "<s>", 0, CONTROL);
    piece(model, "</s>", 0, CONTROL);
    String[] normal = {"ab", "▁ab", "▁a", "▁", "a", "b"};
    for (int i = 0; i < normal.length; i++) {
      piece(model, normal[i], -i, 1);
    }
    return model;
  }

  private static ProtobufWriter model() {
    return pieces().message(2, new ProtobufWriter().varint(3, 2));
  }

  private static ProtobufWriter piece(ProtobufWriter model, String piece, float score, int type) {
    return model.message(1, new ProtobufWriter().text(1, piece).binary32(2, score).varint(3, type));
  }

  private static Tokenizer tokenizer(ProtobufWriter model) {
    return tokenizer(model.toByteArray());
  }

  private static Tokenizer tokenizer(byte[] content) {
    return SentencePieceTokenizers.from(
        SentencePieceFile.parse(content, "test.model"), HuggingFaceConfig.NONE);
  }

  private static void refuses(byte[] content, String part) {
    assertThatThrownBy(() -> tokenizer(content))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(part);
  }
}
