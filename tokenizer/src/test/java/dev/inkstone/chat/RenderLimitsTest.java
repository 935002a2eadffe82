package dev.inkstone.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.error.ChatTemplateException;
import java.math.BigInteger;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenderLimitsTest {
  private static final RenderLimits SMALL = new RenderLimits(200_000, 100_000, 200);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        "{% for i in range(99999) %}aaaaaaaaaa{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{{ 'a' * 999999999999 }}",
        "{{ ' ' | center(999999999) }}",
        "{{ '%999999999d' % 1 }}",
        "{{ 10 ** (9 ** 9) }}",
        "{{ [0] * 99999999 }}",
        "{{ range(10 ** 9) }}",
        "{% set n = namespace(s='a') %}{% for i in range(60) %}{% set n.s = n.s + n.s %}{% endfor %}",
        "{% set n = namespace(l=[1]) %}{% for i in range(60) %}{% set n.l = n.l + n.l %}{% endfor %}",
        "{% set n = namespace(l=[]) %}{% for i in range(999) %}{% set n.l = [n.l] %}{% endfor %}",
        "{% set n = namespace(l=[1]) %}{% for i in range(60) %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l == n.l[0:2] }}",
        "{% set n = namespace(l=[1]) %}{% for i in range(60) %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l | tojson }}",
        "{% set n = namespace() %}{% set n.n = n %}{{ n }}",
        "{% set a = 'a' * 99999 %}{% for i in range(9999) %}{{ (a ~ 'b') in (a ~ a) }}{% endfor %}",
        "{% set n = namespace(t=(1,)) %}{% for i in range(60) %}{% set n.t = (n.t, n.t) %}{% endfor %}{{ {n.t: 1} }}",
        "{% set n = namespace(t=(1,), u=(1,)) %}{% for i in range(18) %}{% set n.t = (n.t, n.t) %}{% set n.u = (n.u, n.u) %}{% endfor %}{{ [n.t, n.u] | sort | unique | list }}",
        "{% set n = namespace(t=(1,), u=(1,)) %}{% for i in range(18) %}{% set n.t = (n.t, n.t) %}{% set n.u = (n.u, n.u) %}{% endfor %}{{ [n.t, n.u] | max }}{{ [n.t].index(n.u) }}",
        "{{ range(99999) | map('string') | map('trim') | select('none') | list }}",
        "{% set a = 'a' * 99999 %}{% for i in range(5000) %}{{ a[50000] }}{% endfor %}",
        "{% set a = 'a' * 99999 %}{% for i in range(5000) %}{{ a[9:8] }}{% endfor %}",
        "{% set a = 'a' * 99999 %}{% for i in range(5000) %}{% if a is upper %}{% endif %}{% endfor %}",
        "{% set a = ['a' * 99999] %}{% for i in range(5000) %}{{ a | select('upper') | list }}{% endfor %}",
        "{% set a = [{'b': 'a' * 99999}] %}{% for i in range(5000) %}{{ a | rejectattr('b', 'lower') | list }}{% endfor %}",
        "{% set a = [''] * 999 %}{% for i in range(5000) %}{{ ''.join(a) }}{% endfor %}",
        "{{ ['a' * 99999] | replace('a' * 49999 ~ 'b', '') }}",
        "{{ ['a' * 99999] | map('replace', 'a' * 49999 ~ 'b', '') | list }}",
        "{% set t = ('b',) * 9999 %}{% for i in range(5000) %}{{ 'a'.startswith(t) }}{% endfor %}",
      })
  void stops_templates_that_would_not_end_or_fit(String source) {
    ChatTemplate template = ChatTemplate.parse(source).withLimits(SMALL);
    assertThatThrownBy(() -> template.render(Map.of()))
        .isExactlyInstanceOf(ChatTemplateException.class)
        .hasMessageContaining("line 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% set a='a'*16777216 %}{% set b='a'*8388607~'b' %}{{ a.find(sub=b) }}",
        "{% set a='a'*16777216 %}{% set b='a'*8388607~'b' %}{{ a.find(b) }}",
      })
  void long_needles_are_charged_however_they_are_given(String source) {
    stopped(source, "steps");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for i in range(90) %}{% set s = 'a' * 16777216 %}{% endfor %}",
        "{% set a = 'b' ~ 'a' * 16777215 %}{% for i in range(90) %}"
            + "{% set n.l = n.l + a.split('b') %}{% endfor %}",
      })
  void strings_have_a_bound_on_all_their_characters(String loop) {
    stopped("{% set n = namespace(l=[]) %}" + loop, "134217728 characters in all");
  }

  private static void stopped(String source, String message) {
    ChatTemplate template = ChatTemplate.parse(source);
    assertThatThrownBy(() -> template.render(Map.of()))
        .isExactlyInstanceOf(ChatTemplateException.class)
        .hasMessageContainingAll("line 1", message);
  }

  @Test
  void refuses_too_large_an_integer_in_a_variable() {
    ChatTemplate template = ChatTemplate.parse("{{ x }}");
    assertThatThrownBy(() -> template.render(Map.of("x", BigInteger.ONE.shiftLeft(20_000))))
        .isExactlyInstanceOf(ChatTemplateException.class)
        .hasMessageContaining("integer of more than");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[", "{'a':", "-", "not ", "(not -", "f("})
  void refuses_to_parse_what_is_nested_too_deep(String opening) {
    assertThatThrownBy(() -> ChatTemplate.parse("{{ " + opening.repeat(100_000)))
        .isInstanceOf(ChatTemplateException.class)
        .hasMessageContaining("nested more than 100 levels deep");
  }

  @Test
  void refuses_statements_nested_too_deep() {
    assertThatThrownBy(() -> ChatTemplate.parse("{% if x %}".repeat(100_000)))
        .isInstanceOf(ChatTemplateException.class)
        .hasMessageContaining("nested more than 100 levels deep");
  }

  @Test
  void long_chains_of_one_operator_are_no_nesting_for_the_parser() {
    String sum = "{{ 1" + " + 1".repeat(300) + " }}";
    assertThat(ChatTemplate.parse(sum).render(Map.of()).text()).isEqualTo("301");
  }

  @Test
  void default_depth_fits_a_small_stack() throws InterruptedException {
    ChatTemplate template =
        ChatTemplate.parse(
            "{% macro m() %}{% if true %}{{ 1 + m() }}{% endif %}{% endmacro %}{{ m() }}");
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                template.render(Map.of());
              } catch (ChatTemplateException e) {
                thrown.set(e);
              }
            },
            "small-stack",
            1 << 20);
    thread.start();
    thread.join();
    assertThat(thrown.get()).hasMessageContaining("nested more than 400 deep");
  }

  @Test
  void ordinary_conversations_stay_far_below_the_defaults() {
    ChatTemplate template =
        ChatTemplate.parse(
            "{% for m in messages %}{{ m.role }}: {{ m.content | trim }}{{ messages | length }}\n"
                + "{% endfor %}");
    var messages = java.util.Collections.nCopies(5_000, ChatMessage.user("word ".repeat(200)));
    RenderedPrompt prompt =
        template
            .withLimits(new RenderLimits(1_000_000, 10_000_000, 20))
            .render(messages, ChatOptions.DEFAULT);
    assertThat(prompt.text()).hasSize(5_000 * (6 + 999 + 4 + 1));
  }

  @Test
  void rejects_limits_below_one() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RenderLimits(0, 1, 1))
        .withMessageContaining("steps 0");
  }
}
