package dev.inkstone.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChatOptionsTest {

  @Test
  void renders_messages_with_their_fields_and_options() {
    ChatTemplate template =
        ChatTemplate.parse(
            "{{ bos_token }}{% for m in messages %}{{ m.role }}:{{ m.content }}"
                + "{{ m.tool_call_id }};{% endfor %}{{ tools[0].name }} {{ mood }} "
                + "{{ add_generation_prompt }}");
    ChatOptions options =
        ChatOptions.DEFAULT
            .withGenerationPrompt(false)
            .withSpecialToken("bos_token", "<s>")
            .withTools(List.of(Map.of("name", "search")))
            .withVariable("mood", "calm");
    List<ChatMessage> messages =
        List.of(
            ChatMessage.system("s"),
            ChatMessage.assistant("a"),
            new ChatMessage("tool", "t").with("tool_call_id", 7));
    assertThat(template.render(messages, options).text())
        .isEqualTo("<s>system:s;assistant:a;tool:t7;search calm False");
  }

  @Test
  void tools_and_documents_are_none_where_not_given_and_the_rest_is_undefined() {
    ChatTemplate template =
        ChatTemplate.parse("{{ tools }} {{ documents }} {{ bos_token is defined }}");
    assertThat(template.render(List.of(), ChatOptions.DEFAULT).text()).isEqualTo("None None False");
    assertThat(template.render(Map.of("tools", List.of())).text()).isEqualTo("[] None False");
  }

  @Test
  void keeps_null_fields_and_the_order_of_fields() {
    ChatMessage message = ChatMessage.user("x").with("b", null).with("a", 1);
    assertThat(
            ChatTemplate.parse("{{ messages[0] }}")
                .render(List.of(message), ChatOptions.DEFAULT)
                .text())
        .isEqualTo("{'role': 'user', 'content': 'x', 'b': None, 'a': 1}");
  }

  @Test
  void rejects_fields_that_repeat_role_or_content() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChatMessage.user("x").with("role", "system"))
        .withMessageContaining("role");
  }

  @Test
  void keeps_the_source_of_the_template() {
    assertThat(ChatTemplate.parse("a{{ 1 }}\n").source()).isEqualTo("a{{ 1 }}\n");
  }
}
