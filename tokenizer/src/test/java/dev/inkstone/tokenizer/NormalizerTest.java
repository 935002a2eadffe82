package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer.Form;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NormalizerTest {
  private static final Normalizer BERT = new BertNormalizer(true, true, true, true).normalizer();

  @Test
  void bert_cleans_spaces_out_ideographs_strips_accents_and_lower_cases() {
    assertThat(apply(BERT, "Hé\u0301LLO\tWörld\u00A0x")).isEqualTo("hello world x");
    assertThat(apply(BERT, "a\u0000b\uFFFDc\u200Bd\uE000e\u0007f")).isEqualTo("abcdef");
    assertThat(apply(BERT, "ab中文c")).isEqualTo("ab 中  文 c");
    assertThat(apply(BERT, "\uD840\uDC00")).as("U+20000").isEqualTo(" \uD840\uDC00 ");
    assertThat(apply(BERT, "かなカナ")).as("kana stay").isEqualTo("かなカナ");
    assertThat(apply(BERT, "a\uD800b")).as("half a pair").isEqualTo("ab");
  }

  @Test
  void each_step_of_bert_can_be_off() {
    String text = "É\t中";
    assertThat(apply(new BertNormalizer(false, true, true, true).normalizer(), text))
        .isEqualTo("e\t 中 ");
    assertThat(apply(new BertNormalizer(true, false, true, true).normalizer(), text))
        .isEqualTo("e 中");
    assertThat(apply(new BertNormalizer(true, true, false, true).normalizer(), text))
        .isEqualTo("é  中 ");
    assertThat(apply(new BertNormalizer(true, true, true, false).normalizer(), text))
        .isEqualTo("E  中 ");
  }

  @Test
  void lower_case_goes_by_code_point() {
    assertThat(apply(Lowercase.INSTANCE, "ΣΊΣΥΦΟΣ")).as("no final sigma").isEqualTo("σίσυφοσ");
    assertThat(apply(Lowercase.INSTANCE, "İI")).isEqualTo("i\u0307i");
    assertThat(apply(Lowercase.INSTANCE, "\uD801\uDC00")).isEqualTo("\uD801\uDC28");
    AlignedText same = AlignedText.untracked("plain");
    assertThat(Lowercase.INSTANCE.apply(same)).isSameAs(same);
  }

  @Test
  void strips_only_the_marks_that_each_component_means() {
    String marks = "a\u0301b\u093Ec\u20DDd";
    assertThat(apply(CharacterRules.WITHOUT_NONSPACING_MARKS, marks)).isEqualTo("ab\u093Ec\u20DDd");
    assertThat(apply(CharacterRules.WITHOUT_MARKS, marks)).isEqualTo("abcd");
  }

  @Test
  void nmt_drops_controls_and_makes_odd_spaces_plain() {
    assertThat(apply(CharacterRules.NMT, "a\u0001b\u007Fc\u008Fd\te\u200Bf\u2581g\u0000"))
        .isEqualTo("abcd e f g\u0000");
  }

  @Test
  void strips_and_replaces_and_prepends() {
    assertThat(apply(new StripSpaces(true, true), "\u3000 a b\n")).isEqualTo("a b");
    assertThat(apply(new StripSpaces(true, false), " a ")).isEqualTo("a ");
    assertThat(apply(new StripSpaces(false, true), " a ")).isEqualTo(" a");
    assertThat(apply(new StripSpaces(true, true), " \n ")).isEmpty();
    assertThat(apply(new ReplaceText("aa", "b"), "aaaxa")).isEqualTo("baxa");
    assertThat(apply(new ReplaceRuns(c -> c == ' ', 2, "_"), "a b  c   ")).isEqualTo("a b_c_");
    assertThat(apply(new PrependText("▁"), "a")).isEqualTo("▁a");
    assertThat(apply(new PrependText("▁"), "")).isEmpty();
  }

  @Test
  void a_replacement_comes_from_what_it_stands_for() {
    AlignedText text = tracked(BERT, "xÉ\u0301 中y\u0007Ｚ");
    assertThat(text.text()).isEqualTo("xe  中 yｚ");
    assertThat(origins(text))
        .containsExactly("0-1", "1-2", "3-4", "4-5", "4-5", "4-5", "5-6", "7-8");
  }

  @Test
  void both_halves_of_a_pair_have_the_range_of_the_whole() {
    AlignedText source = AlignedText.tracked("a\uD801\uDC00b");
    assertThat(origins(source)).containsExactly("0-1", "1-3", "1-3", "3-4");
    assertThat(origins(Lowercase.INSTANCE.apply(source)))
        .containsExactly("0-1", "1-3", "1-3", "3-4");
  }

  @Test
  void the_surplus_of_a_replacement_comes_from_its_last_character() {
    assertThat(origins(tracked(new UnicodeForm(Form.NFKD), "a\uFB03b")))
        .containsExactly("0-1", "1-2", "1-2", "1-2", "2-3");
    assertThat(origins(tracked(new UnicodeForm(Form.NFC), "e\u0301x")))
        .containsExactly("0-1", "2-3");
    assertThat(origins(tracked(new PrependText("▁▁"), "ab")))
        .containsExactly("0-1", "0-1", "0-1", "1-2");
    assertThat(origins(tracked(new ReplaceText("x", ""), "axb"))).containsExactly("0-1", "2-3");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void tracking_does_not_change_the_text(Form form) {
    Normalizer normalizer = new UnicodeForm(form);
    for (int seed = 0; seed < 3000; seed++) {
      String text = randomText(new Random(seed));
      assertThat(normalizer.apply(AlignedText.tracked(text)).text())
          .as("seed %d", seed)
          .isEqualTo(java.text.Normalizer.normalize(text, form));
      assertThat(apply(normalizer, text)).isEqualTo(java.text.Normalizer.normalize(text, form));
    }
  }

  @Test
  void origins_stay_inside_the_source_and_in_order_through_all_steps() {
    Normalizer all =
        Normalizer.sequence(
            List.of(
                new UnicodeForm(Form.NFKC),
                BERT,
                new ReplaceRuns(c -> c == ' ', 2, " "),
                new PrependText("▁")));
    for (int seed = 0; seed < 3000; seed++) {
      String source = randomText(new Random(seed));
      AlignedText text = tracked(all, source);
      assertThat(text.text()).as("seed %d", seed).isEqualTo(apply(all, source));
      int before = 0;
      for (int i = 0; i < text.text().length(); i++) {
        assertThat(text.sourceStart(i)).as("seed %d", seed).isGreaterThanOrEqualTo(before);
        assertThat(text.sourceEnd(i))
            .isGreaterThan(text.sourceStart(i))
            .isLessThanOrEqualTo(source.length());
        before = text.sourceStart(i);
      }
    }
  }

  @Test
  void replaces_matches_of_an_expression() {
    Normalizer words = new ReplacePattern(new BoundedRegex("[ab]+"), "X");
    assertThat(apply(words, "abc-ba")).isEqualTo("Xc-X");
    assertThat(origins(tracked(words, "abc"))).containsExactly("0-1", "2-3");
    Normalizer everywhere = new ReplacePattern(new BoundedRegex("x*"), "-");
    assertThat(apply(everywhere, "axb")).isEqualTo("-a-b-");
    assertThat(apply(everywhere, "")).isEmpty();
  }

  @Test
  void spells_bytes_as_letters() {
    assertThat(apply(ByteSpelling.INSTANCE, "a é")).isEqualTo("a\u0120\u00C3\u00A9");
    assertThat(origins(tracked(ByteSpelling.INSTANCE, "a\u00E9b")))
        .containsExactly("0-1", "1-2", "1-2", "2-3");
  }

  /** Characters that compose, decompose, reorder, vanish or stand in pairs. */
  private static String randomText(Random random) {
    int[] some = {
      'a', 'E', ' ', 0xE9, 0x301, 0x323, 0x1100, 0x1161, 0x11A8, 0xAC00, 0x130, 0x4E2D, 0xFB03,
      0x200B, 0x1D15E, 0x20000, 0xFF9E, 0x304B, 0x9C7, 0x9BE, 0x212B, 7, 0x10400
    };
    StringBuilder text = new StringBuilder();
    int length = 1 + random.nextInt(12);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(some[random.nextInt(some.length)]);
    }
    return text.toString();
  }

  private static String apply(Normalizer normalizer, String text) {
    return normalizer.apply(AlignedText.untracked(text)).text();
  }

  private static AlignedText tracked(Normalizer normalizer, String text) {
    return normalizer.apply(AlignedText.tracked(text));
  }

  private static List<String> origins(AlignedText text) {
    return IntStream.range(0, text.text().length())
        .mapToObj(i -> text.sourceStart(i) + "-" + text.sourceEnd(i))
        .toList();
  }
}
