package dev.inkstone.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The language itself, rule by rule; expectations are what Jinja 3.1 prints. */
class TemplateLanguageTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2024-02-09T15:04:05Z"), ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "a {%- if yes %} b {%- endif -%} c=>a bc",
        "\\n  {% if yes %}\\nx\\n  {% endif %}\\ny=>\\nx\\ny",
        "  {%+ if yes %}x{% endif +%}\\ny=>  x\\ny",
        "{# gone #}\\nx {#- gone -#}  y=>xy",
        "{{ name }}\\n  {{ name }}\\n=>Ada\\n  Ada",
        "a\\r\\nb\\rc=>a\\nb\\nc",
        "{% raw %}{{ x }}{% endraw %}{%- raw -%}  {% y %} {%- endraw %}=>{{ x }}{% y %}",
        "{{ '}}' ~ '%}' }}{{ {'a': {}} }}=>}}%}{'a': {}}",
      })
  void keeps_and_strips_white_space(String template, String expected) {
    check(template, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "{% for i in [1, 2, 3] %}{{ loop.index }}/{{ loop.length }}{{ ',' if not loop.last }}{% endfor %}=>1/3,2/3,3/3",
        "{% for k, v in map.items() %}{{ k }}{{ v }}{% endfor %}=>z1a2",
        "{% for i in range(9) if i % 2 %}{% if i > 5 %}{% break %}{% endif %}{{ i }}{% endfor %}=>135",
        "{% for i in [1, 2] %}{% continue %}{% else %}skipped{% endfor %}=>skipped",
        "{% for i in none_here %}x{% else %}empty{% endfor %}=>empty",
        "{% for n in [[1, [2, [3]]]] recursive %}{{ n if n is number else '(' ~ loop(n) ~ loop.depth ~ ')' }}{% endfor %}=>(1(2(33)2)1)",
        "{% set x = 1 %}{% for i in [1, 2] %}{% set x = x + i %}{{ x }}{% endfor %}{{ x }}=>231",
        "{% for i in [1, 1, 2] %}{{ loop.changed(i) }}{{ loop.previtem }}{{ loop.nextitem }} {% endfor %}=>True1 False12 True1 ",
        "{% set n = namespace(total=0) %}{% for i in [1, 2] %}{% set n.total = n.total + i %}{% endfor %}{{ n.total }}=>3",
      })
  void loops(String template, String expected) {
    check(template, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "{% macro greet(who, how='hi') %}{{ how }} {{ who }}{% endmacro %}{{ greet('a') }},{{ greet('b', how='yo') }}=>hi a,yo b",
        "{% macro m(a, b=a) %}{{ a }}{{ b }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, 3, z=4) }}=>12(3,){'z': 4}",
        "{% macro box() %}[{{ caller('x') }}]{% endmacro %}{% call(v) box() %}{{ v }}{{ name }}{% endcall %}=>[xAda]",
        "{% macro late() %}{{ later }}{% endmacro %}{% set later = 7 %}{{ late() }}=>7",
        "{% macro down(n) %}{{ n }}{{ down(n - 1) if n }}{% endmacro %}{{ down(3) }}=>3210",
        "{% set block | upper %}a{{ name }}{% endset %}{{ block }}=>AADA",
        "{% filter replace('a', 'o') | upper %}banana{% endfilter %}=>BONONO",
        "{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{{ a is defined }}=>3False",
        "{% generation %}{% set inside = 1 %}said{% endgeneration %}{{ inside }}=>said",
      })
  void macros_and_blocks(String template, String expected) {
    check(template, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "{{ [1, 1.0, 1e16, 1e-5, none, true, 'it''s'] }}=>[1, 1.0, 1e+16, 1e-05, None, True, 'its']",
        "{{ ('a\\\\'b', 'c\"d', 'tab\\t') }}=>(\"a'b\", 'c\"d', 'tab\\\\t')",
        "{{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 ** 70 }}=>3 -4 2 3.5 1180591620717411303424",
        "{{ 1 ~ 2 + 3 if false else 'a' ~ 1 + 'b' }}=>a1b",
        "{{ 'x' * 3 }}{{ [0] * 2 }}{{ 1 < 2 < 3 }}{{ 3 in [1, 2] }}=>xxx[0, 0]TrueFalse",
        "{{ name[0] }}{{ name[-1] }}{{ name[::-1] }}{{ name[1:] }}{{ [1, 2, 3][:-1] }}=>AaadAda[1, 2]",
        "{{ smile | length }}{{ smile[1] }}{{ smile[::-1] }}=>3😀b😀a",
        "{{ nothing }}|{{ map.nothing }}|{{ map.nothing is defined }}=>||False",
        "{{ '%s=%05.1f' % ('a', 2.25) }} {{ '{:>4}|{!r}'.format(1, 'b') }}=>a=002.2    1|'b'",
        "{{ map.z }}{{ map['a'] }}{{ map.get('q', 'd') }}{{ map.keys() | list }}=>12d['z', 'a']",
        "{{ '<a>' | e }}{{ ('<b>' | safe) + '<c>' }}=>&lt;a&gt;<b>&lt;c&gt;",
      })
  void prints_values_as_python_does(String template, String expected) {
    check(template, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "{{ map | tojson }}{{ 'é<\"' | tojson }}{{ [1.0, none] | tojson }}=>{\"z\": 1, \"a\": 2}\"é<\\\\\"\"[1.0, null]",
        "{{ map | tojson(indent=1, sort_keys=true) }}=>{\\n \"a\": 2,\\n \"z\": 1\\n}",
        "{{ map | tojson(separators=(',', ':')) }}{{ 'é' | tojson(ensure_ascii=true) }}=>{\"z\":1,\"a\":2}\"\\\\u00e9\"",
        "{{ ['b', 'A', 'c'] | sort | join }}{{ [3, 1] | sort(reverse=true) }}{{ map | dictsort }}=>Abc[3, 1][('a', 2), ('z', 1)]",
        "{{ people | map(attribute='n') | join('-') }}{{ people | selectattr('n', 'gt', 1) | list | length }}=>1-2"
            + "1",
        "{{ [1, 2, 3] | reject('odd') | list }}{{ ['a'] | map('upper') | first }}{{ [1, 1] | unique | list }}=>[2]A[1]",
        "{{ 'a b' | title }}{{ 'abc' | capitalize }}{{ ' x ' | trim }}{{ 'ab' | replace('b', 'c') }}=>A BAbcxac",
        "{{ 'a\\nb' | indent(2) }}{{ nothing | default('d') }}{{ '' | default('e', true) }}=>a\\n  bde",
        "{{ '12' | int + 1 }}{{ 'x' | int(5) }}{{ '1.5' | float }}{{ 2.5 | round }}{{ -3 | abs }}=>1351.52.03",
        "{{ 5 is odd }}{{ 4 is divisibleby 2 }}{{ name is string }}{{ map is mapping }}{{ 1 is in [1] }}=>TrueTrueTrueTrueTrue",
        "{{ strftime_now('%d %b %Y %-d %H:%M') }}=>09 Feb 2024 9 15:04",
      })
  void filters_tests_and_functions(String template, String expected) {
    check(template, expected);
  }

  private static void check(String template, String expected) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("z", 1);
    map.put("a", 2);
    Map<String, Object> variables =
        Map.of(
            "yes",
            true,
            "name",
            "Ada",
            "smile",
            "a😀b",
            "map",
            map,
            "people",
            List.of(Map.of("n", 1), Map.of("n", 2)));
    String source = unescaped(template);
    assertThat(ChatTemplate.parse(source).withClock(CLOCK).render(variables).text())
        .as(source)
        .isEqualTo(unescaped(expected));
  }

  /** In the tables above a newline is written as backslash n, a backslash as two of them. */
  private static String unescaped(String text) {
    return text.translateEscapes();
  }
}
