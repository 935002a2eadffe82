package dev.inkstone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StopMatcherTest {

  @Test
  void holds_back_what_may_begin_a_stop_string() {
    StopMatcher matcher = new StopMatcher(List.of("END"));
    assertThat(matcher.accept("text E")).isEqualTo("text ");
    assertThat(matcher.accept("N")).isEmpty();
    assertThat(matcher.accept("T")).isEqualTo("ENT");
    assertThat(matcher.matched()).isFalse();
  }

  @Test
  void emits_nothing_of_a_stop_string_that_comes_in_pieces() {
    StopMatcher matcher = new StopMatcher(List.of("END"));
    assertThat(matcher.accept("abcE") + matcher.accept("N") + matcher.accept("Dxyz"))
        .isEqualTo("abc");
    assertThat(matcher.matched()).isTrue();
    assertThat(matcher.accept("more")).isEmpty();
  }

  @Test
  void gives_back_what_it_held_at_the_end() {
    StopMatcher matcher = new StopMatcher(List.of("\n\nUser"));
    assertThat(matcher.accept("a\n\nUs")).isEqualTo("a");
    assertThat(matcher.flush()).isEqualTo("\n\nUs");
  }

  @Test
  void finds_a_stop_string_behind_a_false_start() {
    StopMatcher matcher = new StopMatcher(List.of("aab"));
    assertThat(
            matcher.accept("a") + matcher.accept("a") + matcher.accept("a") + matcher.accept("b"))
        .isEqualTo("a");
    assertThat(matcher.matched()).isTrue();
  }

  @Test
  void the_match_that_ends_first_counts_and_of_those_the_longest() {
    assertThat(all(List.of("bcd", "c"), "abcd")).isEqualTo("ab");
    assertThat(all(List.of("c", "bc"), "abcd")).isEqualTo("a");
  }

  @Test
  void result_does_not_depend_on_where_pieces_are_cut() {
    for (long seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      List<String> stops = List.of(word(random, 1 + random.nextInt(4)), word(random, 3));
      String text = word(random, 12);
      StopMatcher matcher = new StopMatcher(stops);
      StringBuilder emitted = new StringBuilder();
      for (int from = 0; from < text.length(); ) {
        int to = from + 1 + random.nextInt(text.length() - from);
        emitted.append(matcher.accept(text.substring(from, to)));
        from = to;
      }
      emitted.append(matcher.flush());
      assertThat(emitted).as("seed %d", seed).asString().isEqualTo(all(stops, text));
    }
  }

  /** What the definition says: character by character, until a stop string is complete. */
  private static String all(List<String> stops, String text) {
    for (int end = 1; end <= text.length(); end++) {
      String soFar = text.substring(0, end);
      int longest = stops.stream().filter(soFar::endsWith).mapToInt(String::length).max().orElse(0);
      if (longest > 0) {
        String expected = text.substring(0, end - longest);
        StopMatcher whole = new StopMatcher(stops);
        assertThat(whole.accept(text)).as("%s in %s", stops, text).isEqualTo(expected);
        return expected;
      }
    }
    return text;
  }

  private static String word(Random random, int length) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < length; i++) {
      word.append((char) ('a' + random.nextInt(2)));
    }
    return word.toString();
  }
}
