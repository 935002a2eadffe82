package dev.inkstone.chat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation.
 *
 * @param role who speaks, in the template's words: {@code system}, {@code user}, {@code assistant},
 *     {@code tool}
 * @param content the text
 * @param fields what else a template may ask for, for example {@code tool_calls}, {@code
 *     tool_call_id} or {@code reasoning_content}: maps, lists, strings, numbers, booleans and null,
 *     in this order
 */
public record ChatMessage(
    String role, String content, Map<String, ? extends @Nullable Object> fields) {

  /** Copies the fields; rejects nulls, and fields named like the role or the content. */
  public ChatMessage {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(content, "content");
    if (fields.containsKey("role") || fields.containsKey("content")) {
      throw new IllegalArgumentException(
          "fields hold neither role nor content, got " + fields.keySet());
    }
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** A message of nothing but text. */
  public ChatMessage(String role, String content) {
    this(role, content, Map.of());
  }

  /** A message that instructs the model. */
  public static ChatMessage system(String content) {
    return new ChatMessage("system", content);
  }

  /** A message of the user. */
  public static ChatMessage user(String content) {
    return new ChatMessage("user", content);
  }

  /** A message of the model. */
  public static ChatMessage assistant(String content) {
    return new ChatMessage("assistant", content);
  }

  /** The same message with one more field, or with another value for it. */
  public ChatMessage with(String field, @Nullable Object value) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(fields);
    more.put(field, value);
    return new ChatMessage(role, content, more);
  }

  /** The message as templates see it: role, content, then the fields. */
  Map<String, @Nullable Object> variables() {
    Map<String, @Nullable Object> variables = new LinkedHashMap<>();
    variables.put("role", role);
    variables.put("content", content);
    variables.putAll(fields);
    return variables;
  }
}
