package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Encodings of a small cased BERT, with lengths that Hugging Face's library has for these texts.
 */
class EncoderTest {
  private static final List<String> WORDS =
      List.of(
          "[PAD]", "[UNK]", "[CLS]", "[SEP]", "Hello", "there", "my", "good", "friend", "How",
          "are", "you", "today", "I", "am", "happy", "to", "see", ",", "y", "'", "all", "!", "?",
          "Today", "is", "a", "sunny", "day", ".", "Good", "weather", "d", "say", "play", "##ing");

  @TempDir Path folder;
  private Tokenizer tokenizer;

  @BeforeEach
  void load() throws IOException {
    Files.write(folder.resolve("vocab.txt"), WORDS);
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"do_lower_case\": false}");
    tokenizer = Tokenizer.load(folder);
  }

  @Test
  void tells_of_every_token_where_it_is_and_what_it_belongs_to() {
    Encoding encoding = tokenizer.encoder().build().encode("Hello, y'all! How are you 😁 playing?");
    assertThat(encoding.tokens())
        .containsExactly(
            "[CLS]", "Hello", ",", "y", "'", "all", "!", "How", "are", "you", "[UNK]", "play",
            "##ing", "?", "[SEP]");
    assertThat(encoding.wordIds())
        .containsExactly(-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 11, -1);
    assertThat(encoding.sequenceIds())
        .containsExactly(-1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1);
    assertThat(encoding.specialTokensMask())
        .containsExactly(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    assertThat(encoding.attentionMask()).containsOnly(1).hasSize(15);
    assertThat(encoding.typeIds()).containsOnly(0).hasSize(15);
    assertThat(sources(encoding))
        .containsExactly(
            "", "Hello", ",", "y", "'", "all", "!", "How", "are", "you", "😁", "play", "ing", "?",
            "");
    assertThat(encoding.spans(TextUnit.CODE_POINT).get(11)).isEqualTo(new TextSpan(28, 32));
    assertThat(encoding.spans(TextUnit.UTF_16).get(11)).isEqualTo(new TextSpan(29, 33));
    assertThat(encoding.spans(TextUnit.UTF_8).get(11)).isEqualTo(new TextSpan(31, 35));
    assertThat(encoding.tokenAt(31)).hasValue(11);
    assertThat(encoding.tokenAt(34)).hasValue(12);
    assertThat(encoding.tokenAt(6)).as("a space").isEmpty();
    assertThat(encoding.id(4)).isEqualTo(WORDS.indexOf("'"));
    assertThat(encoding.ids())
        .containsExactly(
            tokenizer.encode("Hello, y'all! How are you 😁 playing?", EncodeOptions.ADD_SPECIAL));
  }

  @Test
  void puts_the_second_text_behind_a_separator() {
    Encoding encoding = tokenizer.encoder().build().encode("How are you", "I am happy");
    assertThat(encoding.tokens())
        .containsExactly("[CLS]", "How", "are", "you", "[SEP]", "I", "am", "happy", "[SEP]");
    assertThat(encoding.typeIds()).containsExactly(0, 0, 0, 0, 0, 1, 1, 1, 1);
    assertThat(encoding.sequenceIds()).containsExactly(-1, 0, 0, 0, -1, 1, 1, 1, -1);
    assertThat(encoding.wordIds()).containsExactly(-1, 0, 1, 2, -1, 0, 1, 2, -1);
    assertThat(encoding.sourceText(7)).isEqualTo("happy");
    assertThat(encoding.tokenAt(1, 5)).hasValue(7);
    assertThat(encoding.text(1)).isEqualTo("I am happy");
  }

  @Test
  void keeps_what_it_cuts_off_as_windows_that_overlap() {
    Encoder encoder = bare(Truncation.to(3).withStride(1));
    Encoding five = encoder.encode("Hello there my good friend");
    assertThat(five.tokens()).containsExactly("Hello", "there", "my");
    assertThat(five.overflow()).hasSize(1);
    assertThat(five.overflow().getFirst().tokens()).containsExactly("my", "good", "friend");
    assertThat(five.overflow().getFirst().sourceText(2)).isEqualTo("friend");
    Encoding four = encoder.encode("How are you today");
    assertThat(lengths(four)).containsExactly(3, 2);
  }

  @Test
  void cuts_the_left_side_on_demand() {
    Encoding five =
        bare(Truncation.to(3).withStride(1).withSide(Side.LEFT))
            .encode("Hello there my good friend");
    assertThat(five.tokens()).containsExactly("my", "good", "friend");
    assertThat(five.overflow().getFirst().tokens()).containsExactly("Hello", "there", "my");
  }

  @Test
  void combines_the_windows_of_two_texts() {
    Encoding encoding =
        bare(Truncation.to(8).withStride(2))
            .encode("Hello there my friend I am happy to see you", "How are you my friend");
    assertThat(encoding.size()).isEqualTo(8);
    assertThat(lengths(encoding)).containsExactly(8, 8, 7, 8, 7, 8, 7, 7);
  }

  @Test
  void cuts_only_the_text_that_it_is_told_to_cut() {
    String question = "How are you";
    String passage = "Hello there my friend I am happy";
    Truncation second = Truncation.to(8).withStrategy(Truncation.Strategy.ONLY_SECOND);
    Encoding encoding = tokenizer.encoder().truncation(second).build().encode(question, passage);
    assertThat(encoding.tokens())
        .containsExactly("[CLS]", "How", "are", "you", "[SEP]", "Hello", "there", "[SEP]");
    assertThat(encoding.overflow()).hasSize(3);
    assertThat(encoding.overflow().getFirst().tokens())
        .containsExactly("[CLS]", "How", "are", "you", "[SEP]", "my", "friend", "[SEP]");
    Truncation first = Truncation.to(8).withStrategy(Truncation.Strategy.ONLY_FIRST);
    Encoder onlyFirst = tokenizer.encoder().truncation(first).build();
    assertThatThrownBy(() -> onlyFirst.encode(question, passage))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("first text")
        .hasMessageContaining("5 are too many");
  }

  @Test
  void shares_the_room_between_two_texts() {
    // Lengths of both texts, room, and what is left of each: the rule of longest first.
    int[][] rows = {{9, 3, 8, 5, 3}, {3, 9, 8, 3, 5}, {9, 9, 7, 4, 3}, {9, 8, 7, 4, 3}};
    for (int[] row : rows) {
      Encoding encoding =
          bare(Truncation.to(row[2])).encode("my ".repeat(row[0]), "you ".repeat(row[1]));
      int first = Collections.frequency(encoding.tokens(), "my");
      int second = Collections.frequency(encoding.tokens(), "you");
      assertThat(List.of(first + second)).containsExactly(row[2]);
      assertThat(new int[] {first, second})
          .as("%d and %d tokens for %d places", row[0], row[1], row[2])
          .containsExactly(expected(row[0], row[1], row[2]));
    }
  }

  /** The rule as Hugging Face's library states it. */
  private static int[] expected(int first, int second, int max) {
    boolean swap = first > second;
    int n1 = Math.min(first, second);
    int n2 = n1 > max ? n1 : Math.max(n1, max - n1);
    if (n1 + n2 > max) {
      n1 = max / 2;
      n2 = n1 + max % 2;
    }
    return swap ? new int[] {n2, n1} : new int[] {n1, n2};
  }

  @Test
  void fills_a_batch_up_to_its_longest() {
    List<String> texts =
        List.of(
            "Hello, y'all! How are you?",
            "Today is a sunny day. Good weather I'd say",
            "I am happy");
    assertThat(sizes(tokenizer.encoder().build().encodeAll(texts))).containsExactly(12, 14, 5);
    List<Encoding> longest =
        tokenizer.encoder().padding(Padding.toLongest()).build().encodeAll(texts);
    assertThat(sizes(longest)).containsExactly(14, 14, 14);
    Encoding last = longest.getLast();
    assertThat(last.token(5)).isEqualTo("[PAD]");
    assertThat(last.attentionMask()).startsWith(1, 1, 1, 1, 1, 0).endsWith(0);
    assertThat(last.specialTokensMask()).startsWith(1, 0, 0, 0, 1, 1).endsWith(1);
    Encoder cut =
        tokenizer
            .encoder()
            .truncation(Truncation.to(10))
            .padding(Padding.toLongest().withMultiple(3))
            .build();
    assertThat(sizes(cut.encodeAll(texts))).containsExactly(12, 12, 12);
    Encoder fixed =
        tokenizer.encoder().padding(Padding.to(15).withMultiple(8).withSide(Side.LEFT)).build();
    assertThat(sizes(fixed.encodeAll(texts))).containsExactly(16, 16, 16);
    assertThat(fixed.encode("I am happy").tokens()).startsWith("[PAD]").endsWith("[SEP]");
  }

  @Test
  void fills_the_windows_that_were_cut_off_as_well() {
    Encoding encoding =
        tokenizer
            .encoder()
            .truncation(Truncation.to(4))
            .padding(Padding.to(6))
            .build()
            .encode("Hello there my");
    assertThat(encoding.size()).isEqualTo(6);
    assertThat(encoding.overflow().getFirst().tokens())
        .containsExactly("[CLS]", "my", "[SEP]", "[PAD]", "[PAD]", "[PAD]");
  }

  @Test
  void a_batch_on_many_threads_is_in_order() {
    List<String> texts =
        IntStream.range(0, 3000)
            .mapToObj(i -> "Hello there ".repeat(i % 7) + WORDS.get(4 + i % 20))
            .toList();
    Encoder one = tokenizer.encoder().threads(1).build();
    Encoder four = tokenizer.encoder().threads(4).build();
    assertThat(four.encodeAll(texts)).isEqualTo(texts.stream().map(one::encode).toList());
    assertThat(tokenizer.encodeAll(texts, EncodeOptions.PLAIN))
        .containsExactlyElementsOf(texts.stream().map(tokenizer::encode).toList());
    assertThat(four.encodeAll(texts, texts).get(17))
        .isEqualTo(one.encode(texts.get(17), texts.get(17)));
  }

  @Test
  void a_failure_in_a_batch_reaches_the_caller() {
    List<String> texts = new ArrayList<>(Collections.nCopies(3000, "Hello there my friend"));
    Encoder none = bare(Truncation.to(3).withStrategy(Truncation.Strategy.ONLY_SECOND));
    assertThatThrownBy(() -> none.encodeAll(texts)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> none.encodeAll(texts, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3000 first and 0 second");
  }

  @Test
  void refuses_settings_that_cannot_work() {
    assertThatThrownBy(() -> Truncation.to(4).withStride(4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stride is 4, expected 0 to 3");
    assertThatThrownBy(() -> Truncation.to(0)).isInstanceOf(IllegalArgumentException.class);
    Encoder narrow = tokenizer.encoder().truncation(Truncation.to(1)).build();
    assertThatThrownBy(() -> narrow.encode("Hello"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no room for the 2 special tokens");
    Encoder strided = tokenizer.encoder().truncation(Truncation.to(4).withStride(3)).build();
    assertThatThrownBy(() -> strided.encode("Hello there my friend"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("stride is 3");
    Encoder.Builder unpadded =
        Tokenizer.load(folder).encoder().padding(Padding.to(3).withTokenId(99));
    assertThatThrownBy(unpadded::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("99");
  }

  @Test
  void an_encoding_says_what_it_is() {
    Encoding encoding = tokenizer.encoder().build().encode("Hello 😁");
    assertThat(encoding).hasToString("Encoding[[CLS] Hello@0-5 [UNK]@6-8 [SEP]]");
    assertThat(encoding)
        .isEqualTo(tokenizer.encoder().build().encode("Hello 😁"))
        .isNotEqualTo(tokenizer.encoder().build().encode("Hello 😂"))
        .hasSameHashCodeAs(tokenizer.encoder().build().encode("Hello 😁"));
    assertThat(tokenizer.encoder().build().encode("").tokens()).containsExactly("[CLS]", "[SEP]");
  }

  private Encoder bare(Truncation truncation) {
    return tokenizer.encoder().addSpecialTokens(false).truncation(truncation).build();
  }

  private static List<String> sources(Encoding encoding) {
    return IntStream.range(0, encoding.size()).mapToObj(encoding::sourceText).toList();
  }

  private static List<Integer> sizes(List<Encoding> encodings) {
    return encodings.stream().map(Encoding::size).collect(Collectors.toList());
  }

  private static List<Integer> lengths(Encoding encoding) {
    List<Integer> lengths = new ArrayList<>(List.of(encoding.size()));
    encoding.overflow().forEach(window -> lengths.add(window.size()));
    return lengths;
  }
}
