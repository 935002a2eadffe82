package dev.inkstone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.chat.ChatMessage;
import dev.inkstone.error.ChatTemplateException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TemplateFormatTest {
  private static final String TEMPLATE =
      "{{ bos_token }}{% for m in messages %}{{ m.role }}:{{ m.content }}\n{% endfor %}"
          + "{% if add_generation_prompt %}assistant:{% endif %}";

  private final PromptEncoder encoder = new PromptEncoder(new ByteTokenizer(true));

  @Test
  void renders_up_to_where_the_answer_begins() {
    int[] ids =
        TemplateFormat.parse(TEMPLATE, encoder)
            .encode(List.of(ChatMessage.system("S"), ChatMessage.user("hi")));
    assertThat(encoder.tokenizer().decode(ids)).isEqualTo("system:S\nuser:hi\nassistant:");
  }

  @Test
  void begin_token_of_the_template_and_of_the_model_make_one() {
    assertThat(begins(TEMPLATE)).isEqualTo(1);
    assertThat(begins("{{ bos_token }}" + TEMPLATE)).isEqualTo(1);
    assertThat(begins(TEMPLATE.replace("{{ bos_token }}", ""))).isEqualTo(1);
  }

  @Test
  void special_token_in_the_user_text_stays_text() {
    int[] ids =
        TemplateFormat.parse("{{ messages[0].content }}", encoder)
            .encode(List.of(ChatMessage.user("<s>x")));
    assertThat(encoder.tokenizer().decode(ids)).isEqualTo("<s>x");
  }

  @Test
  void broken_template_says_where() {
    assertThatThrownBy(() -> TemplateFormat.parse("{% for %}", encoder))
        .isInstanceOf(ChatTemplateException.class)
        .hasMessageContaining("line 1");
  }

  private long begins(String template) {
    int[] ids = TemplateFormat.parse(template, encoder).encode(List.of(ChatMessage.user("hi")));
    int count = 0;
    for (int id : ids) {
      count += id == ByteTokenizer.BOS ? 1 : 0;
    }
    return count;
  }
}
