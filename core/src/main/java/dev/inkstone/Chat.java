package dev.inkstone;

import dev.inkstone.chat.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A conversation: keeps the messages, and the model's cache of them, so that a turn reads only what
 * is new.
 *
 * {@snippet :
 * try (Chat chat = model.chat("You are terse.")) {
 *   chat.send("Why is the sky blue?", System.out::print);
 *   Completion answer = chat.send("And at dusk?");
 * }
 * }
 *
 * <p>Every turn renders all messages with the model's template, encodes them, and reuses the
 * longest prefix of tokens the cache holds. With {@link PromptOverflow#TRUNCATE_LEFT} or {@link
 * PromptOverflow#SLIDING_WINDOW}, the oldest turns, but not the system message, are left out of the
 * prompt once it does not fit; {@link #messages()} keeps them.
 *
 * <p>A turn that is cancelled or runs into its deadline keeps the partial answer; if there is none
 * yet, or the turn fails, the user's message is withdrawn and the conversation is as before.
 *
 * <p>Not thread-safe: belongs to one caller at a time. Closing it returns its memory to the model
 * at once; a chat that is dropped instead gives it back some time after the garbage collector
 * noticed, and closing the model frees it in any case.
 */
public final class Chat implements AutoCloseable {
  private final LanguageModel model;
  private final ChatFormat format;
  private final List<ChatMessage> opening;
  private final List<ChatMessage> messages;
  private @Nullable Session session;
  private @Nullable TokenStream answering;
  private boolean closed;
  private ChatStatistics statistics = new ChatStatistics(0, 0, 0, 0, 0, 0);

  Chat(LanguageModel model, ChatFormat format, List<ChatMessage> opening) {
    this.model = model;
    this.format = format;
    this.opening = List.copyOf(opening);
    this.messages = new ArrayList<>(opening);
  }

  /** Says {@code text} and waits for the whole answer. */
  public Completion send(String text) {
    return send(text, piece -> {});
  }

  /** Says {@code text}; {@code onText} gets the answer piece by piece on this thread. */
  public Completion send(String text, Consumer<String> onText) {
    return send(text, GenerationOptions.DEFAULT, onText);
  }

  /** Says {@code text} and waits for the whole answer. */
  public Completion send(String text, GenerationOptions options) {
    return send(text, options, piece -> {});
  }

  /**
   * Says {@code text}; {@code onText} gets the answer piece by piece on this thread. If {@code
   * onText} throws, the turn counts as cancelled.
   *
   * @throws dev.inkstone.error.ContextOverflowException if the conversation does not fit and the
   *     options do not say what to leave out
   * @throws dev.inkstone.error.ChatTemplateException if the template cannot render the messages
   * @throws IllegalStateException if the chat or the model is closed, or another answer is open
   */
  public Completion send(String text, GenerationOptions options, Consumer<String> onText) {
    try (TokenStream stream = stream(text, options)) {
      stream.forEach(onText);
      return stream.completion();
    }
  }

  /**
   * Says {@code text} and returns the answer to be computed while it is read. The turn ends with
   * the stream; until then the chat takes no other. Throws as {@link #send(String,
   * GenerationOptions, Consumer)}.
   */
  public TokenStream stream(String text, GenerationOptions options) {
    requireIdle();
    messages.add(ChatMessage.user(text));
    TokenStream stream = null;
    try {
      Generation generation =
          new Generation(session(), model.tokenizer(), prompt(options), options);
      stream = new TokenStream(generation, this::ended);
      answering = stream;
      return stream;
    } finally {
      if (stream == null) {
        messages.removeLast();
      }
    }
  }

  /** Forgets all messages but those the chat was made with. */
  public void reset() {
    requireIdle();
    messages.clear();
    messages.addAll(opening);
  }

  /** A copy of the messages so far, the system message included. */
  public List<ChatMessage> messages() {
    return List.copyOf(messages);
  }

  /** What the conversation has cost so far, also before {@link #reset()}. */
  public ChatStatistics statistics() {
    Session now = session;
    return new ChatStatistics(
        statistics.turns(),
        statistics.promptTokens(),
        statistics.reusedTokens(),
        statistics.completionTokens(),
        now == null ? 0 : now.length(),
        now == null ? 0 : now.bytes());
  }

  /** Ends an open answer and returns the memory; a second call does nothing. */
  @Override
  public void close() {
    TokenStream open = answering;
    if (open != null) {
      open.close();
    }
    closed = true;
    Session held = session;
    if (held != null) {
      session = null;
      model.release(held);
    }
  }

  private void requireIdle() {
    if (closed) {
      throw new IllegalStateException("chat is closed");
    }
    if (answering != null) {
      throw new IllegalStateException(
          "the previous answer is still open: read it to its end or close its TokenStream");
    }
  }

  private Session session() {
    Session held = session;
    if (held == null) {
      held = model.acquire(this);
      session = held;
    }
    return held;
  }

  /** The ids of the messages, without the oldest turns if the options want them left out. */
  private int[] prompt(GenerationOptions options) {
    int[] ids = format.encode(messages);
    if (ids.length <= model.contextLength() || options.promptOverflow() == PromptOverflow.ERROR) {
      return ids;
    }
    int room = model.window().room(options);
    int system = messages.getFirst().role().equals("system") ? 1 : 0;
    for (int from = nextUser(system + 1); ids.length > room; from = nextUser(from + 1)) {
      if (from == messages.size()) {
        return ids; // the last message alone is too long
      }
      List<ChatMessage> recent = new ArrayList<>(messages.subList(0, system));
      recent.addAll(messages.subList(from, messages.size()));
      ids = format.encode(recent);
    }
    return ids;
  }

  private int nextUser(int from) {
    int index = from;
    while (index < messages.size() && !messages.get(index).role().equals("user")) {
      index++;
    }
    return index;
  }

  private void ended(@Nullable Completion completion) {
    answering = null;
    if (completion == null || withoutAnswer(completion)) {
      messages.removeLast();
      return;
    }
    messages.add(ChatMessage.assistant(completion.text()));
    statistics =
        new ChatStatistics(
            statistics.turns() + 1,
            statistics.promptTokens() + completion.promptTokens(),
            statistics.reusedTokens() + completion.reusedTokens(),
            statistics.completionTokens() + completion.completionTokens(),
            0,
            0);
  }

  private static boolean withoutAnswer(Completion completion) {
    return completion.text().isEmpty()
        && switch (completion.finishReason()) {
          case CANCELLED, DEADLINE -> true;
          case END_OF_SEQUENCE, STOP_STRING, MAX_TOKENS, CONTEXT_FULL -> false;
        };
  }
}
