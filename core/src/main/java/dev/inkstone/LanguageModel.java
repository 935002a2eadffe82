package dev.inkstone;

import dev.inkstone.chat.ChatMessage;
import dev.inkstone.error.ChatTemplateException;
import dev.inkstone.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A language model loaded from a file: text in, text out.
 *
 * {@snippet :
 * try (LanguageModel model = LanguageModel.load(Path.of("model.gguf"))) {
 *   Completion story = model.generate("Once upon a time");
 *   System.out.println(story.text());
 *
 *   GenerationOptions options = GenerationOptions.builder().maxTokens(64).temperature(0).build();
 *   model.generate("2 + 2 =", options, System.out::print);
 *
 *   Chat chat = model.chat("You are terse.");
 *   chat.send("Why is the sky blue?", System.out::print);
 * }
 * }
 *
 * <p>Thread-safe: any number of generations run at once, each with a cache of its own, over the
 * same weights; they share the model's threads. A {@link Chat} or {@link TokenStream} belongs to
 * one caller at a time.
 *
 * <p>Memory: the weights are mapped from the file and packed off-heap, the cache of a generation
 * grows with its tokens; see {@link MemoryEstimate}. {@link #close()} frees all of it. From then on
 * everything that would compute throws {@code IllegalStateException: model is closed}.
 */
public final class LanguageModel implements AutoCloseable {
  private final Backend backend;
  private final ModelInfo info;
  private final PromptEncoder encoder;
  private final Optional<Supplier<ChatFormat>> chatFormat;
  private final Lifetime lifetime = new Lifetime();
  private final SessionPool sessions;

  LanguageModel(Backend backend, ModelInfo info, Optional<Supplier<ChatFormat>> chatFormat) {
    this.backend = backend;
    this.info = info;
    this.encoder = new PromptEncoder(backend.tokenizer());
    this.chatFormat = chatFormat;
    this.sessions =
        new SessionPool(backend, lifetime, info.kvCacheType().type(), info.contextLength());
  }

  /**
   * Loads a model with the defaults of {@link #builder(Path)}.
   *
   * @throws dev.inkstone.error.ModelFormatException if the file is not what its format says
   * @throws dev.inkstone.error.InkstoneException if it does not exist or cannot be read
   * @throws dev.inkstone.error.UnsupportedModelException if its architecture or a tensor type is
   *     unknown
   */
  public static LanguageModel load(Path path) {
    return builder(path).build();
  }

  /** A builder with every option for loading. */
  public static LanguageModelBuilder builder(Path path) {
    return new LanguageModelBuilder(path);
  }

  /** Continues {@code prompt} with the default options. */
  public Completion generate(String prompt) {
    return generate(prompt, GenerationOptions.DEFAULT);
  }

  /** Continues {@code prompt}. Throws as {@link #stream}. */
  public Completion generate(String prompt, GenerationOptions options) {
    return generate(prompt, options, piece -> {});
  }

  /**
   * Continues {@code prompt}; {@code onText} gets the text piece by piece on this thread. What
   * {@code onText} throws ends the generation. Throws as {@link #stream}.
   */
  public Completion generate(String prompt, GenerationOptions options, Consumer<String> onText) {
    Objects.requireNonNull(onText, "onText");
    try (TokenStream stream = stream(prompt, options)) {
      stream.forEach(onText);
      return stream.completion();
    }
  }

  /**
   * Continues {@code prompt} while the stream is read; close it if it is not read to its end.
   *
   * @throws dev.inkstone.error.ContextOverflowException if the prompt does not fit the context and
   *     {@code options} do not say what to leave out
   * @throws IllegalArgumentException if the prompt has no tokens
   * @throws IllegalStateException if the model is closed
   */
  public TokenStream stream(String prompt, GenerationOptions options) {
    requirePrompt(prompt, options);
    int[] ids = encoder.text(prompt, options);
    PlainEnding owner = new PlainEnding();
    Session session = acquire(owner);
    owner.session = session;
    TokenStream stream = null;
    try {
      Generation generation = new Generation(session, tokenizer(), ids, options);
      stream = new TokenStream(generation.continuingText(), owner);
      return stream;
    } finally {
      if (stream == null) {
        release(session);
      }
    }
  }

  /**
   * A cold publisher of the continuation: each subscription is a generation of its own, on its own
   * daemon thread, which computes no further than requested. Cancelling stops the computation; what
   * {@link #stream} would throw goes to {@code onError}.
   */
  public Flow.Publisher<String> publish(String prompt, GenerationOptions options) {
    requirePrompt(prompt, options);
    return new TokenPublisher(() -> stream(prompt, options));
  }

  private static void requirePrompt(String prompt, GenerationOptions options) {
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(options, "options");
  }

  /** A conversation without a system message. Throws as {@link #chat(List)}. */
  public Chat chat() {
    return chat(List.of());
  }

  /** A conversation that {@code system} instructs. Throws as {@link #chat(List)}. */
  public Chat chat(String system) {
    return chat(List.of(ChatMessage.system(Objects.requireNonNull(system, "system"))));
  }

  /**
   * A conversation that goes on from {@code messages}.
   *
   * @throws ChatTemplateException if the model has no chat template, or a broken one
   */
  public Chat chat(List<ChatMessage> messages) {
    Objects.requireNonNull(messages, "messages");
    Supplier<ChatFormat> format =
        chatFormat.orElseThrow(
            () ->
                new ChatTemplateException(
                    "model '%s' carries no chat template: pass one with LanguageModel.builder(path)"
                            .formatted(info.name())
                        + ".chatTemplate(String), or use generate for plain continuation"));
    return new Chat(this, format.get(), messages);
  }

  /** The model's tokenizer; stays usable after {@link #close()}. */
  public Tokenizer tokenizer() {
    return encoder.tokenizer();
  }

  /** Tokens of prompt and answer together at most. */
  public int contextLength() {
    return info.contextLength();
  }

  /** What the model is. */
  public ModelInfo info() {
    return info;
  }

  /**
   * Frees the model's memory. Waits for the tokens being computed right now; open generations and
   * chats throw {@code IllegalStateException: model is closed} when they go on. A second call does
   * nothing.
   */
  @Override
  public void close() {
    if (lifetime.end()) {
      sessions.close();
      backend.close();
    }
  }

  Session acquire(Object owner) {
    return sessions.acquire(owner);
  }

  void release(Session session) {
    sessions.release(session);
  }

  ContextWindow window() {
    return new ContextWindow(contextLength(), tokenizer().specialTokens().bos(), 0);
  }

  /** Sessions in use now. */
  int sessionsInUse() {
    return sessions.inUse();
  }

  /** Owns the session of a plain generation: only its stream refers to it. */
  private final class PlainEnding implements TokenStream.Ending {
    private @Nullable Session session;

    @Override
    public void ended(@Nullable Completion completion) {
      Session held = session;
      if (held != null) {
        release(held);
      }
    }
  }
}
