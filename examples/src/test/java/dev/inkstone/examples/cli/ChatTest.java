package dev.inkstone.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTest {
  @TempDir static Path folder;
  private static String model = "";

  @BeforeAll
  static void writeModel() {
    Path file = folder.resolve("tiny.gguf");
    new TinyModel(1).write(file);
    model = file.toString();
  }

  private static Run chat(String input, String... options) {
    String[] arguments =
        Stream.concat(
                Stream.of("chat", "--model", model, "--seed", "3", "-n", "8"), Stream.of(options))
            .toArray(String[]::new);
    return Run.withInput(input, arguments).succeeds();
  }

  @Test
  void says_how_much_of_a_message_did_not_fit_the_context() {
    assertThat(chat("ink ".repeat(400) + "\n", "--context", "64").err())
        .containsPattern("the context of 64 has no room for \\d{3} tokens of the message");
    assertThat(chat("ink\n", "--context", "64").err()).doesNotContain("no room");
  }

  @Test
  void counts_the_system_message_to_what_does_not_fit() {
    String message = "ink ".repeat(20) + "\n";

    assertThat(chat(message, "--context", "64").err()).doesNotContain("no room");
    assertThat(chat(message, "--context", "64", "--system", "ink ".repeat(40)).err())
        .contains("the context of 64 has no room for ");
  }

  @Test
  void answers_every_line_without_a_prompt_sign() {
    Run run = chat("the ink\n\nthe stone\n");

    assertThat(run.out()).isNotBlank().doesNotContain("> ");
    assertThat(run.err()).containsOnlyOnce("(max_tokens)\n(max_tokens)");
  }

  @Test
  void remembers_the_conversation_until_it_is_reset() {
    String once = chat("the ink\n").out();
    String twice = chat("the ink\nthe ink\n").out();
    String reset = chat("the ink\n/reset\nthe ink\n").out();

    assertThat(reset).isEqualTo(once + once);
    assertThat(twice).startsWith(once).isNotEqualTo(once + once);
  }

  @Test
  void a_system_message_changes_the_answer() {
    assertThat(chat("the ink\n", "--system", "write on stone").out())
        .isNotEqualTo(chat("the ink\n").out());
  }

  @Test
  void a_template_from_a_file_replaces_the_one_of_the_model() throws IOException {
    Path template =
        Files.writeString(
            folder.resolve("template.jinja"),
            "{% for message in messages %}{{ message.content }}{% endfor %}");

    assertThat(chat("the ink\n", "--chat-template", template.toString()).out())
        .isNotEqualTo(chat("the ink\n").out());
  }

  @Test
  void a_missing_template_is_named() {
    Run run = Run.of("chat", "--model", model, "--chat-template", "none.jinja");

    assertThat(run.failsInOneLine(ExitCodes.NO_INPUT).err()).contains("none.jinja");
  }

  @Test
  void exit_ends_before_the_lines_that_follow() {
    assertThat(chat("the ink\n/exit\nthe ink\n").out()).isEqualTo(chat("the ink\n").out());
  }

  @Test
  void commands_answer_on_standard_error() {
    Run run = chat("/help\nthe ink\n/stats\n/nonsense\n");

    assertThat(run.out()).isEqualTo(chat("the ink\n").out());
    assertThat(run.err())
        .contains("/reset", "1 answer, ", "8 generated")
        .contains("unknown command /nonsense");
  }

  @Test
  void two_slashes_send_a_message_that_begins_with_one() {
    Run run = chat("//help\n");

    assertThat(run.out()).isNotBlank();
    assertThat(run.err()).doesNotContain("/reset");
  }

  @Test
  void no_input_is_no_conversation() {
    Run run = chat("");

    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEmpty();
  }

  @Test
  void a_conversation_longer_than_the_context_goes_on() {
    String input = "the quiet river carries ink\n".repeat(8);

    Run run = chat(input, "--context", "64");

    assertThat(run.err().lines().filter(line -> line.equals("(max_tokens)"))).hasSize(8);
  }

  @Test
  void a_template_that_refuses_is_told_from_an_error() throws IOException {
    Path template =
        Files.writeString(folder.resolve("no.jinja"), "{{ raise_exception('no roles') }}");

    Run run =
        Run.withInput("ink\n", "chat", "-m", model, "--chat-template", template.toString())
            .failsInOneLine(ExitCodes.DATA);

    assertThat(run.err())
        .contains("inkstone: the chat template refuses the conversation: no roles");
  }
}
