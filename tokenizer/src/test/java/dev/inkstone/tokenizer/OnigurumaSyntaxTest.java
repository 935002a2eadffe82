package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.error.PatternLimitException;
import dev.inkstone.error.UnsupportedModelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Oniguruma's expressions; what they match was checked with Hugging Face's library. */
class OnigurumaSyntaxTest {
  private static final String EMOJI = "\uD83D\uDE00";
  private static final int MEGABYTE = 1 << 20;

  @ParameterizedTest
  @CsvSource({
    "'[[:alpha:]]+', 'aé1中', aé 中",
    "'[[:^alpha:][:digit:]]', 'a1-', 1 -",
    "'[[:punct:]]', 'a$(', $ (",
    "'\\p{Punct}', 'a$(', (",
    "'\\p{Han}+', 'a中文b', 中文",
    "'\\p{^Lu}', 'aB', a",
    "'\\p{lowercase letter}', 'aB', a",
    "'\\h+', 'xfFg0', fF 0",
    "'[\\h_]+', 'x_fg', _f",
    "'\\w+', 'a_é²-', a_é²",
    "'[\\w]+', 'a²', a",
    "'\\b\\w', 'ab cd', a c",
    "'[^a-d&&[a-m]]+', 'abxez', xez",
    "'[a-m&&[^b]&&[a-c]]', 'abcd', a c",
    "'[]ab]+', 'a]x', a]",
    "'[a-]+', 'a-b', a-",
    "'[^[^a]b]', 'ab', a",
    "'a{,2}b', 'aaab', aab",
    "'a{2}?b', 'aabb', aab b",
    "'a{1,2}+', 'aaaaa', aaaaa",
    "'{a', 'a{a', {a",
    "'a{x}', 'a{x}', a{x}",
    "'(?m)a.', 'a\nb', 'a\n'",
    "'a(?i)b|C', 'aB ac AC', aB ac",
    "'a(?i:b)c', 'aBc aBC', aBc",
    "'(?i)s', 'ſSs', ſ S s",
    "'(?i)i', 'iIİı', i I",
    "'(?i)[h-j]', 'Iı', I",
    "'(?i)[^h-k]', 'HKx', x",
    "'(?i)\\p{Lu}', 'aA', A",
    "'(?i)(a)\\1', 'aA', aA",
    "'(?<n>[ab])\\k<n>', 'abb', bb",
    "'(a)(b)?\\1', 'abaa', aba",
    "'(?x) a b # both', 'ab', ab",
    "'(?#note)a', 'a', a",
    "'\\x{4E2D}\\u6587', '中文', 中文",
    "'\\/\\-\\_', '/-_', /-_",
    "'\\R', 'a\r\nb', '\r\n'",
    "'a\\z|b\\Z', 'aba', a"
  })
  void matches_what_oniguruma_matches(String pattern, String text, String expected) {
    assertThat(matches(pattern, text)).containsExactly(expected.split(" "));
  }

  @Test
  void lines_end_at_line_feeds_alone() {
    assertThat(matches("^.", "a\nb\rc")).containsExactly("a", "b");
    assertThat(matches(".$", "a\nb\u2028c")).containsExactly("a", "c");
    assertThat(matches(".+", "a\r\u2028b\nc")).containsExactly("a\r\u2028b", "c");
  }

  @Test
  void a_character_is_never_cut_in_two() {
    assertThat(matches("[^\\p{So}]", EMOJI + "b")).containsExactly("b");
    assertThat(matches("(?<=\\p{So})b", EMOJI + "b")).containsExactly("b");
    assertThat(matches("(?<!\\p{So}{1,2})b", EMOJI + "b")).isEmpty();
    assertThat(matches("\\b\\w", "\uD840\uDC00\uD840\uDC01")).containsExactly("\uD840\uDC00");
    Matches empty = new BoundedRegex("x*").find(EMOJI + "a");
    List<Integer> ends = new ArrayList<>();
    for (int i = 0; i < empty.size(); i++) {
      ends.add(empty.end(i));
    }
    assertThat(ends).as("empty, emoji, empty, a, empty").containsExactly(0, 2, 2, 3, 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\K",
        "\\G",
        "\\pL",
        "\\p{Nothing}",
        "[[:foo:]]",
        "(?~a)",
        "(?(1)a|b)",
        "\\g<1>",
        "(*FAIL)",
        "(?z)a",
        "a{3,1}",
        "[z-a]",
        "\\xE9",
        "\\9",
        "\\k<n>",
        "(a",
        "a)",
        "[a",
        "*a",
        "(?<=a*)b"
      })
  void refuses_by_name_what_it_does_not_understand(String pattern) {
    assertThatThrownBy(() -> new BoundedRegex(pattern))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("'" + pattern + "' is not supported: ");
  }

  @Test
  @Timeout(60)
  void an_expression_that_explodes_is_stopped() {
    BoundedRegex exploding = new BoundedRegex("a*a*a*a*c");
    assertThatThrownBy(() -> exploding.find("a".repeat(3000)))
        .isInstanceOf(PatternLimitException.class)
        .hasMessageContainingAll("a*a*a*a*c", "3000 characters", "1000 for each");
    BoundedRegex deep = new BoundedRegex("(?:\\p{L}\\p{M}*)+");
    assertThatThrownBy(() -> deep.find("a".repeat(MEGABYTE)))
        .isInstanceOf(PatternLimitException.class)
        .hasMessageContainingAll("(?:\\p{L}\\p{M}*)+", "recurses too deep");
    assertThat(deep.find("ab").size()).as("it stays usable").isEqualTo(1);
  }

  @ParameterizedTest
  @Timeout(60)
  @ValueSource(strings = {"a", " ", "\u0301", "1", "!", "\n", EMOJI})
  void a_megabyte_of_one_character_is_read_in_one_pass(String unit) {
    String text = unit.repeat(MEGABYTE);
    BoundedRegex regex =
        new BoundedRegex(
            "(?i:'s|'t)|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}+| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
                + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+");
    Matches matches = regex.find(text);
    assertThat(matches.end(matches.size() - 1)).isEqualTo(text.length());
  }

  private static List<String> matches(String pattern, String text) {
    Matches matches = new BoundedRegex(pattern).find(text);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < matches.size(); i++) {
      if (matches.isMatch(i)) {
        found.add(text.substring(matches.start(i), matches.end(i)));
      }
    }
    return found;
  }
}
