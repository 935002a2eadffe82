package dev.inkstone;

import dev.inkstone.chat.ChatMessage;
import java.util.List;

/** How a model wants a conversation spelled. Thread-safe. */
@FunctionalInterface
interface ChatFormat {

  /** The ids of {@code messages}, up to where the model's answer begins. */
  int[] encode(List<ChatMessage> messages);
}
