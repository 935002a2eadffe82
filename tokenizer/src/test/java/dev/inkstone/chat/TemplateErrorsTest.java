package dev.inkstone.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.inkstone.error.ChatTemplateException;
import dev.inkstone.error.TemplateRaisedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateErrorsTest {

  @Test
  void a_raised_message_arrives_unchanged_and_knows_its_line() {
    ChatTemplate template =
        ChatTemplate.parse("a\n\n{% if true %}{{ raise_exception('No: ' ~ role) }}{% endif %}");
    TemplateRaisedException raised =
        catchThrowableOfType(
            TemplateRaisedException.class, () -> template.render(Map.of("role", "narrator")));
    assertThat(raised).hasMessage("No: narrator");
    assertThat(raised.line()).isEqualTo(3);
  }

  @Test
  void failures_name_the_line_of_the_innermost_expression() {
    assertThatThrownBy(() -> render("one\n{{ 1 +\n  missing.name }}"))
        .isInstanceOf(ChatTemplateException.class)
        .hasMessage("chat template, line 3: 'missing' is undefined");
  }

  @Test
  void parsing_failures_name_the_line() {
    assertThatThrownBy(() -> ChatTemplate.parse("a\nb\n{% if x %}\n"))
        .isInstanceOf(ChatTemplateException.class)
        .hasMessageContaining("line 3")
        .hasMessageContaining("ends early");
    assertThatThrownBy(() -> ChatTemplate.parse("a\n{{ 'open }}"))
        .hasMessageContaining("line 2")
        .hasMessageContaining("string is not closed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"include 'x'", "import 'x' as y", "extends 'x'", "block b"})
  void tags_that_reach_for_other_templates_are_refused_by_name(String tag) {
    assertThatThrownBy(() -> ChatTemplate.parse("{% " + tag + " %}"))
        .isInstanceOf(ChatTemplateException.class)
        .hasMessageContaining("'" + tag.split(" ", 2)[0] + "' is not supported");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ 'a' + 1 }}",
        "{{ none + 1 }}",
        "{{ 1 < 'a' }}",
        "{{ [3].append(4) }}",
        "{{ {}.update({}) }}",
        "{{ {'a': 1}.a.b.c }}",
        "{% for x in none %}{% endfor %}",
        "{% for a, b in [[1]] %}{% endfor %}",
        "{% set x.y = 1 %}",
        "{{ x | nofilter }}",
        "{{ 1 is notest }}",
        "{{ (1, 2) | tojson(separators=(1, 2)) }}",
        "{{ missing() }}",
        "{{ 'text'() }}",
        "{{ [[]] | unique | list }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ {[]: 1} }}",
        "{{ 1 // 0 }}",
        "{{ [1] | map('string') | tojson }}",
        "{% break %}",
        "{% endif %}",
        "{{ (1 }}",
        "{{ 1 + }}",
        "{{ f(a=1, 2) }}",
        "{% macro m() %}{% break %}{% endmacro %}",
        "{% macro m(*, a) %}{% endmacro %}",
        "{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}",
        "{# never closed",
        "{% raw %} never closed",
        "{{ '%d' % 'x' }}",
        "{{ '{'.format() }}",
      })
  void wrong_templates_fail_as_template_errors(String source) {
    assertThatThrownBy(() -> render(source)).isExactlyInstanceOf(ChatTemplateException.class);
  }

  @Test
  void messages_do_not_quote_the_conversation() {
    assertThatThrownBy(
            () ->
                ChatTemplate.parse("{{ {'a': 1}[secret].b }}")
                    .render(Map.of("secret", "my password")))
        .isInstanceOf(ChatTemplateException.class)
        .hasMessageNotContaining("password");
  }

  @Test
  void rejects_variables_that_are_no_plain_values() {
    ChatTemplate template = ChatTemplate.parse("x");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> template.render(Map.of("a", new Object())))
        .withMessageContaining("java.lang.Object");
    List<Object> circle = new ArrayList<>();
    circle.add(circle);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> template.render(Map.of("a", circle)))
        .withMessageContaining("circle");
  }

  private static String render(String source) {
    return ChatTemplate.parse(source).render(Map.of()).text();
  }
}
