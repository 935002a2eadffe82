package dev.inkstone.chat;

import java.util.Objects;

/**
 * One message of a conversation.
 *
 * @param role who speaks, in the template's words: {@code system}, {@code user}, {@code assistant},
 *     {@code tool}
 * @param content the text
 */
public record ChatMessage(String role, String content) {

  /** Rejects nulls. */
  public ChatMessage {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(content, "content");
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
}
