package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AddedTokenMatcherTest {
  private static final EncodeOptions.SpecialText ALL = EncodeOptions.SpecialText.ALL;
  private static final EncodeOptions.SpecialText NONE = EncodeOptions.SpecialText.NONE;

  @Test
  void finds_the_leftmost_then_the_longest() {
    AddedTokenMatcher matcher = matcher(plain(1, "ab"), plain(2, "bcd"), plain(3, "abc"));
    assertThat(matcher.find("xabcd", 0, NONE)).isEqualTo(found(3, 1, 4));
    assertThat(matcher.find("xabcd", 2, NONE)).isEqualTo(found(2, 2, 5));
    assertThat(matcher.find("xabxd", 0, NONE)).isEqualTo(found(1, 1, 3));
    assertThat(matcher.find("nothing", 0, NONE)).isNull();
  }

  @Test
  void markup_counts_only_where_the_caller_says_so() {
    AddedTokenMatcher matcher = matcher(AddedToken.plain(1, "<s>", true), plain(2, "<s"));
    assertThat(matcher.find("<s><s>", 0, ALL)).isEqualTo(found(1, 0, 3));
    assertThat(matcher.find("<s><s>", 0, NONE)).isEqualTo(found(2, 0, 2));
    assertThat(matcher.find("<s><s>", 0, (start, end) -> start >= 3)).isEqualTo(found(2, 0, 2));
    assertThat(matcher.find("<s><s>", 2, (start, end) -> start == 3 && end == 6))
        .isEqualTo(found(1, 3, 6));
  }

  @Test
  void takes_white_space_along_but_not_what_an_earlier_token_took() {
    AddedTokenMatcher matcher =
        matcher(new AddedToken(1, "<m>", false, Integer.MAX_VALUE, true, false));
    assertThat(matcher.find("a \u00A0<m>\t\nb", 0, NONE)).isEqualTo(found(1, 1, 8));
    assertThat(matcher.find("a  <m>", 2, NONE)).isEqualTo(found(1, 2, 6));
    AddedTokenMatcher one = matcher(new AddedToken(1, "<m>", false, 1, false, false));
    assertThat(one.find("a  <m> ", 0, NONE)).isEqualTo(found(1, 2, 6));
  }

  @Test
  void a_whole_word_does_not_touch_word_characters() {
    AddedTokenMatcher matcher = matcher(new AddedToken(1, "ing", false, 0, false, true));
    assertThat(matcher.find("singing _ing ing", 0, NONE)).isEqualTo(found(1, 13, 16));
    assertThat(matcher.find("ing", 0, NONE)).isEqualTo(found(1, 0, 3));
    assertThat(matcher.find("éing", 0, NONE)).isNull();
  }

  private static AddedTokenMatcher matcher(AddedToken... tokens) {
    return new AddedTokenMatcher(List.of(tokens));
  }

  private static AddedToken plain(int id, String spelling) {
    return AddedToken.plain(id, spelling, false);
  }

  private static AddedTokenMatcher.Occurrence found(int id, int start, int end) {
    return new AddedTokenMatcher.Occurrence(id, start, end);
  }
}
