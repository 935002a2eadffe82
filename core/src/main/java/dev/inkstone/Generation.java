package dev.inkstone;

import dev.inkstone.sampling.LogitsProcessor;
import dev.inkstone.sampling.Sampler;
import dev.inkstone.tokenizer.SpecialTokens;
import dev.inkstone.tokenizer.StreamingDecoder;
import dev.inkstone.tokenizer.Tokenizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The loop that turns a prompt into text: evaluate, sample, decode, until something ends it.
 *
 * <p>Nothing is computed before {@link #next()} asks. The prompt is read in chunks of {@value
 * #CHUNK} tokens; between chunks and before every token the caller may have cancelled. A sampled
 * token is evaluated when the one after it is wanted, so the last one never is. Belongs to one
 * thread at a time; only {@link #cancel()} may come from another.
 */
final class Generation {
  static final int CHUNK = 256;

  private final Session session;
  private final GenerationOptions options;
  private final ContextWindow window;
  private final Sampler sampler;
  private final StreamingDecoder decoder;
  private final StopMatcher stops;
  private final Set<Integer> endIds;
  private final int promptTokens;
  private final int dropped;
  private final long started = System.nanoTime();
  private final long deadlineNanos;
  private final StringBuilder text = new StringBuilder();

  private int[] tokens; // prompt and answer, also what a sliding window has forgotten
  private int count;
  private int reused;
  private boolean promptRead;
  private long promptNanos;
  private long generationNanos;
  private volatile boolean cancelled;
  private @Nullable FinishReason finish;

  /** A generation without instructions. */
  Generation(Session session, Tokenizer tokenizer, int[] prompt, GenerationOptions options) {
    this(session, tokenizer, prompt, 0, options);
  }

  /**
   * A generation that has not computed anything yet.
   *
   * @param prompt ids, at least one
   * @param instructions how many of them, at the front, instruct the model
   */
  Generation(
      Session session,
      Tokenizer tokenizer,
      int[] prompt,
      int instructions,
      GenerationOptions options) {
    SpecialTokens special = tokenizer.specialTokens();
    this.session = session;
    this.options = options;
    window = new ContextWindow(session.capacity(), special.bos(), instructions);
    tokens = window.fit(prompt, options);
    count = tokens.length;
    promptTokens = count;
    dropped = prompt.length - count;
    sampler = new Sampler(options.sampling(), processors(options));
    decoder = tokenizer.streamingDecoder();
    stops = new StopMatcher(options.stop());
    endIds = options.ignoreEndOfSequence() ? Set.of() : special.endOfGeneration();
    deadlineNanos = options.deadline().map(Generation::saturatedNanos).orElse(Long.MAX_VALUE);
  }

  /**
   * Makes the text go on behind the prompt's, so that prompt and text make a whole: tokenizers may
   * drop a space where a text of its own would start.
   */
  Generation continuingText() {
    for (int i = 0; i < count; i++) {
      decoder.next(tokens[i]);
    }
    return this;
  }

  private static List<LogitsProcessor> processors(GenerationOptions options) {
    List<LogitsProcessor> made = new ArrayList<>();
    options.processors().forEach(maker -> made.add(maker.get()));
    return made;
  }

  private static long saturatedNanos(Duration time) {
    Duration longest = Duration.ofNanos(Long.MAX_VALUE);
    return time.compareTo(longest) < 0 ? time.toNanos() : Long.MAX_VALUE;
  }

  /** Computes until there is text, which is returned, or the end, which is null. */
  @Nullable String next() {
    while (finish == null) {
      String piece = step();
      if (!piece.isEmpty()) {
        text.append(piece);
        return piece;
      }
    }
    return null;
  }

  /** Ends the generation before its next token; any thread may call this. */
  void cancel() {
    cancelled = true;
  }

  /** Whether the end is reached; {@link #next()} has no more text then. */
  boolean finished() {
    return finish != null;
  }

  /** Ends the generation now; text not handed out yet is dropped. */
  void abandon() {
    if (finish == null) {
      finish = FinishReason.CANCELLED;
    }
  }

  /** The result; only after the end. */
  Completion completion() {
    FinishReason reason = finish;
    if (reason == null) {
      throw new IllegalStateException("generation is not at its end");
    }
    return new Completion(
        text.toString(),
        reason,
        promptTokens,
        dropped,
        reused,
        count - promptTokens,
        new Timings(Duration.ofNanos(promptNanos), Duration.ofNanos(generationNanos)));
  }

  /** One token: evaluate what is pending, sample, decode. */
  private String step() {
    long start = System.nanoTime();
    FinishReason interruption = interruption();
    if (interruption == null) {
      interruption = promptRead ? evaluateLast() : readPrompt();
    }
    if (!promptRead) {
      promptNanos = System.nanoTime() - start;
      promptRead = true;
      start += promptNanos;
    }
    String piece = interruption == null ? sample() : end(interruption, "");
    generationNanos += System.nanoTime() - start;
    return piece;
  }

  private @Nullable FinishReason readPrompt() {
    reused = session.reuse(tokens);
    return evaluate(tokens, reused, count);
  }

  private @Nullable FinishReason evaluateLast() {
    if (session.length() < session.capacity()) {
      session.evaluate(tokens, count - 1, 1);
      return null;
    }
    if (options.promptOverflow() != PromptOverflow.SLIDING_WINDOW) {
      return FinishReason.CONTEXT_FULL;
    }
    int[] remembered = window.slide(session.ids(), session.length(), tokens[count - 1]);
    return evaluate(remembered, session.reuse(remembered), remembered.length);
  }

  /** Evaluates {@code ids[from .. to - 1]} in chunks; says why it did not get to the end. */
  private @Nullable FinishReason evaluate(int[] ids, int from, int to) {
    for (int start = from; start < to; start += CHUNK) {
      FinishReason interruption = interruption();
      if (interruption != null) {
        return interruption;
      }
      session.evaluate(ids, start, Math.min(CHUNK, to - start));
    }
    return null;
  }

  private @Nullable FinishReason interruption() {
    if (cancelled
        || Thread.currentThread().isInterrupted()
        || options.cancelWhen().getAsBoolean()) {
      return FinishReason.CANCELLED;
    }
    return System.nanoTime() - started >= deadlineNanos ? FinishReason.DEADLINE : null;
  }

  private String sample() {
    int id = sampler.next(tokens, count, session.logits());
    if (endIds.contains(id)) {
      return end(FinishReason.END_OF_SEQUENCE, "");
    }
    append(id);
    String piece = stops.accept(decoder.next(id));
    if (stops.matched()) {
      finish = FinishReason.STOP_STRING;
      return piece;
    }
    boolean last = count - promptTokens >= options.maxTokens().orElse(Integer.MAX_VALUE);
    return last ? end(FinishReason.MAX_TOKENS, piece) : piece;
  }

  private void append(int id) {
    if (count == tokens.length) {
      tokens = Arrays.copyOf(tokens, count + Math.max(CHUNK, count / 2));
    }
    tokens[count++] = id;
  }

  /** Ends with what decoder and matcher held back, in which a stop string may come to light. */
  private String end(FinishReason reason, String piece) {
    String rest = piece + stops.accept(decoder.flush());
    finish = stops.matched() ? FinishReason.STOP_STRING : reason;
    return stops.matched() ? rest : rest + stops.flush();
  }
}
