package dev.inkstone.chat;

import static org.assertj.core.api.Assertions.fail;

import dev.inkstone.error.ChatTemplateException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged templates fail cleanly or render; they never crash and always end. */
class TemplateFuzzTest {
  private static final long SEED = 20240209;
  private static final int ROUNDS = 6_000;
  private static final RenderLimits LIMITS = new RenderLimits(20_000, 20_000, 100);

  private static final String[] SEEDS = {
    """
    {%- for message in messages %}
      {%- if message.role == 'user' and loop.first %}
        {{- '<|user|>' ~ message['content'] | trim ~ '<|end|>' }}
      {%- elif message.tool_calls is defined %}
        {{- message.tool_calls | map(attribute='name') | join(', ') | upper }}
      {%- else %}{% continue %}{% endif %}
    {%- endfor %}
    {%- if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% endif %}
    """,
    """
    {% macro show(x, depth=0, *args) %}{{ '  ' * depth }}{{ x | tojson(indent=2) }}{% endmacro %}
    """,
    """
    {% macro show(x, depth=0) %}{{ '  ' * depth }}{{ x | tojson(indent=2) }}{{ caller() if caller }}
    {% endmacro %}{% set ns = namespace(n=0, seen=[]) %}
    {% for k, v in numbers | dictsort(reverse=true) recursive %}
    {% set ns.n = ns.n + v ** 2 // 3 % 7 - -1 %}{% set ns.seen = ns.seen + [k[::-1]] %}
    {% endfor %}{{ show(ns.seen, depth=ns.n | int) }}{% call show({'a': (1, 2.5e3, none)}) %}!{% endcall %}
    """,
    """
    {# comment #}{% raw %}{{ raw }}{% endraw %}{% set b | replace('a', 'b') %}a{% endset %}
    {% filter indent(3) %}{{ '%5.1f|%-4s' % (1.25, b) }}{{ '{:>5}{!r}'.format(b, 'x\\u00e9') }}
    {% endfilter %}{% with x = [3, 1, 2] | sort, y = 'q w'.split() %}{{ x[1:] }}{{ y }}{% endwith %}
    {{ strftime_now('%d %b') if numbers.a in [1, 2] and not missing else raise_exception('no') }}
    """,
  };
  private static final String[] PIECES = {
    "{%",
    "%}",
    "{{",
    "}}",
    "{#",
    "#}",
    "-",
    "+",
    "|",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "'",
    "\"",
    "\\",
    " if ",
    " else ",
    " for ",
    " in ",
    " is ",
    " not ",
    "endfor",
    "endif",
    "set ",
    "loop",
    "ns",
    "messages",
    ".",
    ",",
    "=",
    "==",
    "~",
    "*",
    "**",
    "//",
    "%",
    "0",
    "1e9",
    "none",
    "😀",
    "range(9)",
    "|list",
    "|map('upper')",
    "|tojson",
    ".items()",
    "recursive",
    "break",
    "macro m()",
  };

  @Test
  void mutated_templates_end_with_text_or_a_template_error() {
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      String source = mutated(random);
      try {
        ChatTemplate.parse(source).withLimits(LIMITS).render(variables());
      } catch (ChatTemplateException e) {
        // A clean refusal is as good as a text.
      } catch (RuntimeException | StackOverflowError e) {
        fail("seed %d, round %d: %s".formatted(SEED, round, source), e);
      }
    }
  }

  private static Map<String, Object> variables() {
    return Map.of(
        "messages",
        List.of(
            Map.of("role", "user", "content", " hi "),
            Map.of("role", "assistant", "tool_calls", List.of(Map.of("name", "f")))),
        "numbers",
        Map.of("a", 1, "b", 2.5, "c", 3),
        "add_generation_prompt",
        true);
  }

  private static String mutated(Random random) {
    StringBuilder source = new StringBuilder(SEEDS[random.nextInt(SEEDS.length)]);
    for (int i = random.nextInt(6); i >= 0; i--) {
      int at = random.nextInt(source.length() + 1);
      int end = Math.min(source.length(), at + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> source.delete(at, end);
        case 1 -> source.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 2 -> source.replace(at, end, PIECES[random.nextInt(PIECES.length)]);
        default -> source.insert(random.nextInt(source.length() + 1), source.substring(at, end));
      }
    }
    return source.toString();
  }

  @Test
  void every_seed_but_the_faulty_one_renders() {
    long rendered =
        Arrays.stream(SEEDS)
            .filter(
                seed -> {
                  try {
                    return !ChatTemplate.parse(seed).render(variables()).text().isEmpty();
                  } catch (ChatTemplateException e) {
                    return false;
                  }
                })
            .count();
    org.assertj.core.api.Assertions.assertThat(rendered).isEqualTo(SEEDS.length - 1);
  }
}
