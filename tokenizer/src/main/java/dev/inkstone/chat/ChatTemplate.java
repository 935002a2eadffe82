package dev.inkstone.chat;

import dev.inkstone.chat.jinja.JavaValues;
import dev.inkstone.chat.jinja.Limits;
import dev.inkstone.chat.jinja.Template;
import dev.inkstone.chat.jinja.Text;
import dev.inkstone.chat.jinja.Value;
import dev.inkstone.error.ChatTemplateException;
import dev.inkstone.error.TemplateRaisedException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A chat template: the Jinja program in a model file that turns a conversation into the prompt the
 * model was trained on. It renders what Hugging Face Transformers renders, character by character.
 *
 * {@snippet :
 * ChatTemplate template = ChatTemplate.parse(sourceFromModelFile);
 * List<ChatMessage> messages = List.of(ChatMessage.user("Why is the sky blue?"));
 * ChatOptions options =
 *     ChatOptions.DEFAULT
 *         .withSpecialToken("bos_token", "<s>")
 *         .withVariable("enable_thinking", false);
 * RenderedPrompt prompt = template.render(messages, options);
 * int[] ids = prompt.encode(tokenizer);
 * }
 *
 * <p>Text from messages, tools and other variables is untrusted in the {@link RenderedPrompt}: a
 * special token spelled out in it stays plain text. Trusted is what the template wrote, the special
 * tokens given to it ({@code bos_token} and its kin), the well-known roles of messages ({@code
 * user}, {@code tool} and so on: templates build markup from them) and printed numbers.
 *
 * <p>Immutable and thread-safe. A template that loops, recurses or writes without end is stopped by
 * {@link RenderLimits}.
 *
 * @see <a href="https://huggingface.co/docs/transformers/chat_templating">Chat templates in
 *     Transformers</a>
 * @see <a href="https://jinja.palletsprojects.com/en/stable/templates/">The Jinja language</a>
 */
public final class ChatTemplate {
  private static final Set<String> SPECIAL_TOKENS =
      Set.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "pad_token",
          "sep_token",
          "cls_token",
          "mask_token");

  private final String source;
  private final Template template;
  private final Clock clock;
  private final RenderLimits limits;

  private ChatTemplate(String source, Template template, Clock clock, RenderLimits limits) {
    this.source = source;
    this.template = template;
    this.clock = clock;
    this.limits = limits;
  }

  /**
   * Parses a template as model files carry it.
   *
   * @throws ChatTemplateException if the template cannot be understood; the message names the line
   */
  public static ChatTemplate parse(String source) {
    return new ChatTemplate(
        source, Template.parse(source), Clock.system(ZoneId.systemDefault()), RenderLimits.DEFAULT);
  }

  /** The same template with another clock: templates may print the date. */
  public ChatTemplate withClock(Clock other) {
    return new ChatTemplate(source, template, other, limits);
  }

  /** The same template with other limits. */
  public ChatTemplate withLimits(RenderLimits other) {
    return new ChatTemplate(source, template, clock, other);
  }

  /** The text of the template, as it was given. */
  public String source() {
    return source;
  }

  /**
   * Renders a conversation.
   *
   * @throws TemplateRaisedException if the template refuses the conversation, in its own words
   * @throws ChatTemplateException if rendering fails or exceeds a limit, or a variable holds too
   *     large an integer or collection; the message names the line or the variables
   */
  public RenderedPrompt render(List<ChatMessage> messages, ChatOptions options) {
    Map<String, @Nullable Object> variables = new LinkedHashMap<>(options.variables());
    List<Map<String, @Nullable Object>> all = new ArrayList<>();
    messages.forEach(message -> all.add(message.variables()));
    variables.put("messages", all);
    variables.put("add_generation_prompt", options.addGenerationPrompt());
    if (!options.tools().isEmpty()) {
      variables.put("tools", options.tools());
    }
    return render(variables, options.specialTokens());
  }

  /**
   * Renders with exactly the given variables: maps, lists, strings, numbers, booleans and null, in
   * their own order. As in Transformers, {@code tools} and {@code documents} are null where they
   * are not given, every other variable is undefined. {@code bos_token}, {@code eos_token}, {@code
   * unk_token}, {@code pad_token}, {@code sep_token}, {@code cls_token} and {@code mask_token} are
   * taken as trusted, all else as text of the conversation.
   *
   * @throws IllegalArgumentException if a value is of another type or nested beyond 200 levels
   * @throws TemplateRaisedException if the template refuses the conversation, in its own words
   * @throws ChatTemplateException if rendering fails or exceeds a limit, or a variable holds too
   *     large an integer or collection; the message names the line or the variables
   */
  public RenderedPrompt render(Map<String, ? extends @Nullable Object> variables) {
    Map<String, @Nullable Object> untrusted = new LinkedHashMap<>(variables);
    Map<String, String> special = new LinkedHashMap<>();
    for (String name : SPECIAL_TOKENS) {
      if (untrusted.get(name) instanceof String spelling) {
        special.put(name, spelling);
      }
    }
    return render(untrusted, special);
  }

  private RenderedPrompt render(
      Map<String, ? extends @Nullable Object> variables, Map<String, String> special) {
    Map<String, Value> values = new LinkedHashMap<>();
    values.put("tools", JavaValues.untrusted(null));
    values.put("documents", JavaValues.untrusted(null));
    variables.forEach(
        (name, value) ->
            values.put(
                name,
                name.equals("messages")
                    ? JavaValues.messages(value)
                    : JavaValues.untrusted(value)));
    special.forEach((name, spelling) -> values.put(name, Text.trusted(spelling)));
    Limits used = new Limits(limits.steps(), limits.characters(), limits.depth());
    return new RenderedPrompt(template.render(values, clock, used));
  }
}
