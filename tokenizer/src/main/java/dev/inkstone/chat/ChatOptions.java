package dev.inkstone.chat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a chat template is given beside the messages.
 *
 * @param addGenerationPrompt whether the prompt ends where the model starts to answer
 * @param specialTokens spellings of special tokens by variable name, for example {@code bos_token}
 *     and {@code eos_token}; trusted, since the model file brings them
 * @param tools descriptions of callable tools, as JSON-like maps; empty for none
 * @param variables further variables, for example {@code enable_thinking}; untrusted
 */
public record ChatOptions(
    boolean addGenerationPrompt,
    Map<String, String> specialTokens,
    List<? extends Map<String, ? extends @Nullable Object>> tools,
    Map<String, ? extends @Nullable Object> variables) {
  /** A prompt that ends where the model starts to answer, with nothing else set. */
  public static final ChatOptions DEFAULT = new ChatOptions(true, Map.of(), List.of(), Map.of());

  /** Copies the collections. */
  public ChatOptions {
    specialTokens = Map.copyOf(specialTokens);
    tools = List.copyOf(tools);
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
  }

  /** The same options with another choice of the generation prompt. */
  public ChatOptions withGenerationPrompt(boolean add) {
    return new ChatOptions(add, specialTokens, tools, variables);
  }

  /** The same options with the spelling of one special token, for example {@code bos_token}. */
  public ChatOptions withSpecialToken(String name, String spelling) {
    Map<String, String> more = new LinkedHashMap<>(specialTokens);
    more.put(name, spelling);
    return new ChatOptions(addGenerationPrompt, more, tools, variables);
  }

  /** The same options with these tools. */
  public ChatOptions withTools(List<? extends Map<String, ? extends @Nullable Object>> offered) {
    return new ChatOptions(addGenerationPrompt, specialTokens, offered, variables);
  }

  /** The same options with one more variable. */
  public ChatOptions withVariable(String name, @Nullable Object value) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(variables);
    more.put(name, value);
    return new ChatOptions(addGenerationPrompt, specialTokens, tools, more);
  }
}
