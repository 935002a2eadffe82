package dev.inkstone;

import dev.inkstone.chat.ChatMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
 * prompt once it does not fit; {@link #messages()} keeps them. Enough are left out at once to fill
 * half of the room at most, so that the next turns find their prefix in the cache again. The system
 * message also stays where a single message does not fit, or an answer slides, if the template puts
 * it first and it takes a quarter of the context at most.
 *
 * <p>A turn that is cancelled or runs into its deadline keeps the partial answer; if there is none
 * yet, or the turn fails, the user's message is withdrawn and the conversation is as before.
 *
 * <p>Not thread-safe: belongs to one caller at a time. Only its answer may be closed by another
 * thread, which then ends the turn while this one goes on. Closing it returns its memory to the
 * model at once; a chat that is dropped instead gives it back some time after the garbage collector
 * noticed, and closing the model frees it in any case.
 */
public final class Chat implements AutoCloseable {
  private static final String OTHER = "."; // a message, whatever it says

  private final Object turn = new Object(); // guards what follows
  private final LanguageModel model;
  private final ChatFormat format;
  private final List<ChatMessage> opening;
  private final List<ChatMessage> messages;
  private @Nullable Session session;
  private @Nullable TokenStream answering;
  private boolean closed;
  private int firstSent; // messages before it, but for the system message, have been left out
  private int firstOfTurn; // the same for the turn that is open
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
    Objects.requireNonNull(onText, "onText");
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
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(options, "options");
    synchronized (turn) {
      return open(text, options);
    }
  }

  private TokenStream open(String text, GenerationOptions options) {
    requireIdle();
    messages.add(ChatMessage.user(text));
    TokenStream stream = null;
    try {
      int[] ids = prompt(options);
      Generation generation =
          new Generation(session(), model.tokenizer(), ids, instructions(ids, options), options);
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
    synchronized (turn) {
      requireIdle();
      messages.clear();
      messages.addAll(opening);
      firstSent = 0;
    }
  }

  /** A copy of the messages so far, the system message included. */
  public List<ChatMessage> messages() {
    synchronized (turn) {
      return List.copyOf(messages);
    }
  }

  /** What the conversation has cost so far, also before {@link #reset()}. */
  public ChatStatistics statistics() {
    synchronized (turn) {
      Session now = session;
      return new ChatStatistics(
          statistics.turns(),
          statistics.promptTokens(),
          statistics.reusedTokens(),
          statistics.completionTokens(),
          now == null ? 0 : now.length(),
          now == null ? 0 : now.bytes());
    }
  }

  /** Ends an open answer and returns the memory; a second call does nothing. */
  @Override
  public void close() {
    TokenStream open;
    synchronized (turn) {
      closed = true;
      open = answering;
    }
    if (open != null) {
      open.close(); // takes the stream's lock, under which ended() takes ours: never the other way
    }
    synchronized (turn) {
      if (answering == null) {
        releaseSession();
      } // else called by that answer itself, which is still computing: its end releases the session
    }
  }

  private void releaseSession() {
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
    firstOfTurn = firstSent;
    if (options.promptOverflow() == PromptOverflow.ERROR) {
      return format.encode(messages);
    }
    int room = model.window().room(options);
    int[] ids = encodeFrom(firstSent);
    boolean fits = ids.length <= (firstSent == 0 ? model.contextLength() : room);
    return fits ? ids : withoutOldest(room / 2, ids);
  }

  /**
   * The ids of as many of the latest turns as {@code length} tokens hold, but of the last message
   * at least; {@code ids} if there is nothing to leave out. A bisection, since turns only add to
   * the length.
   */
  private int[] withoutOldest(int length, int[] ids) {
    List<Integer> turns = turnsFrom(Math.max(firstSent, system()) + 1);
    int[] fitting = ids;
    int from = 0;
    int to = turns.size() - 1; // the last turn stays, whatever its length
    while (from <= to) {
      int middle = (from + to) / 2;
      int[] shorter = encodeFrom(turns.get(middle));
      if (shorter.length <= length || middle == turns.size() - 1) {
        fitting = shorter;
        firstOfTurn = turns.get(middle);
        to = middle - 1;
      } else {
        from = middle + 1;
      }
    }
    return fitting;
  }

  /** Indices of the user's messages from {@code from} on. */
  private List<Integer> turnsFrom(int from) {
    List<Integer> turns = new ArrayList<>();
    for (int index = from; index < messages.size(); index++) {
      if (messages.get(index).role().equals("user")) {
        turns.add(index);
      }
    }
    return turns;
  }

  /**
   * Tokens at the front of {@code ids} that hold the system message, if some may have to go: those
   * that a conversation about something else has too.
   */
  private int instructions(int[] ids, GenerationOptions options) {
    long length =
        switch (options.promptOverflow()) {
          case ERROR -> 0;
          case TRUNCATE_LEFT -> ids.length;
          case SLIDING_WINDOW -> (long) ids.length + options.maxTokens().orElse(Integer.MAX_VALUE);
        };
    if (system() == 0 || length <= model.contextLength()) {
      return 0;
    }
    List<ChatMessage> other = List.of(messages.getFirst(), ChatMessage.user(OTHER));
    int same = Arrays.mismatch(ids, format.encode(other));
    return same < 0 ? ids.length : same;
  }

  private int[] encodeFrom(int first) {
    int system = system();
    if (first <= system) {
      return format.encode(messages);
    }
    List<ChatMessage> recent = new ArrayList<>(messages.subList(0, system));
    recent.addAll(messages.subList(first, messages.size()));
    return format.encode(recent);
  }

  /** The number of system messages at the front: none or one. */
  private int system() {
    return messages.getFirst().role().equals("system") ? 1 : 0;
  }

  /** The turn is over; on the thread that read the answer to its end, or closed it. */
  private void ended(@Nullable Completion completion) {
    synchronized (turn) {
      answering = null;
      record(completion);
      if (closed) {
        releaseSession();
      }
    }
  }

  private void record(@Nullable Completion completion) {
    if (completion == null || withoutAnswer(completion)) {
      messages.removeLast();
      return;
    }
    messages.add(ChatMessage.assistant(completion.text()));
    firstSent = firstOfTurn;
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
