package dev.inkstone;

import dev.inkstone.sampling.LogitsProcessor;
import dev.inkstone.sampling.Penalties;
import dev.inkstone.sampling.Sampling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What one generation should do. Immutable and thread-safe, so one instance serves many calls.
 *
 * {@snippet :
 * var options = GenerationOptions.builder().maxTokens(256).temperature(0.7).seed(42).stop("\n\n").build();
 * }
 *
 * <p>Defaults: no limit of new tokens but the context, {@link Sampling#DEFAULT}, no stop strings,
 * no deadline, {@link PromptOverflow#ERROR}, begin token added, special spellings in the prompt
 * read as plain text.
 */
public final class GenerationOptions {
  /** The defaults. */
  public static final GenerationOptions DEFAULT = builder().build();

  private final OptionalInt maxTokens;
  private final Sampling sampling;
  private final List<String> stop;
  private final Optional<Duration> deadline;
  private final PromptOverflow promptOverflow;
  private final List<Supplier<? extends LogitsProcessor>> processors;
  private final BooleanSupplier cancelWhen;
  private final boolean addSpecialTokens;
  private final boolean parseSpecialTokens;
  private final boolean ignoreEndOfSequence;

  private GenerationOptions(Builder builder) {
    maxTokens = builder.maxTokens;
    sampling = builder.sampling;
    stop = List.copyOf(builder.stop);
    deadline = builder.deadline;
    promptOverflow = builder.promptOverflow;
    processors = List.copyOf(builder.processors);
    cancelWhen = builder.cancelWhen;
    addSpecialTokens = builder.addSpecialTokens;
    parseSpecialTokens = builder.parseSpecialTokens;
    ignoreEndOfSequence = builder.ignoreEndOfSequence;
  }

  /** A builder with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from these options. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.maxTokens = maxTokens;
    builder.sampling = sampling;
    builder.stop.addAll(stop);
    builder.deadline = deadline;
    builder.promptOverflow = promptOverflow;
    builder.processors.addAll(processors);
    builder.cancelWhen = cancelWhen;
    builder.addSpecialTokens = addSpecialTokens;
    builder.parseSpecialTokens = parseSpecialTokens;
    builder.ignoreEndOfSequence = ignoreEndOfSequence;
    return builder;
  }

  /** New tokens at most; empty for no limit but the context. */
  public OptionalInt maxTokens() {
    return maxTokens;
  }

  /** How tokens are chosen. */
  public Sampling sampling() {
    return sampling;
  }

  /** Texts that end the answer. */
  public List<String> stop() {
    return stop;
  }

  /** Time after which the answer ends, counted from the call. */
  public Optional<Duration> deadline() {
    return deadline;
  }

  /** What happens when the context is too short. */
  public PromptOverflow promptOverflow() {
    return promptOverflow;
  }

  /** Makers of the processors that run before all sampling steps, one set per generation. */
  public List<Supplier<? extends LogitsProcessor>> processors() {
    return processors;
  }

  /** Asked before every token and between prompt chunks; true cancels. */
  public BooleanSupplier cancelWhen() {
    return cancelWhen;
  }

  /** Whether the model's begin token is put in front of the prompt. */
  public boolean addSpecialTokens() {
    return addSpecialTokens;
  }

  /** Whether spellings of special tokens in the prompt become those tokens. */
  public boolean parseSpecialTokens() {
    return parseSpecialTokens;
  }

  /** Whether the answer goes on past the model's end tokens. */
  public boolean ignoreEndOfSequence() {
    return ignoreEndOfSequence;
  }

  /** What is set, in one line, in the words of the builder. */
  @Override
  public String toString() {
    return OptionsText.of(this);
  }

  /** Collects options. Not thread-safe. */
  public static final class Builder {
    private OptionalInt maxTokens = OptionalInt.empty();
    private Sampling sampling = Sampling.DEFAULT;
    private final List<String> stop = new ArrayList<>();
    private Optional<Duration> deadline = Optional.empty();
    private PromptOverflow promptOverflow = PromptOverflow.ERROR;
    private final List<Supplier<? extends LogitsProcessor>> processors = new ArrayList<>();
    private BooleanSupplier cancelWhen = () -> false;
    private boolean addSpecialTokens = true;
    private boolean parseSpecialTokens;
    private boolean ignoreEndOfSequence;

    private Builder() {}

    /** Ends the answer after {@code count} new tokens, at least 1. */
    public Builder maxTokens(int count) {
      if (count < 1) {
        throw new IllegalArgumentException("maxTokens = " + count + ", expected at least 1");
      }
      maxTokens = OptionalInt.of(count);
      return this;
    }

    /** Replaces all sampling settings. */
    public Builder sampling(Sampling value) {
      sampling = Objects.requireNonNull(value, "sampling");
      return this;
    }

    /** Divides the logits before the draw; 0 always takes the most likely token. */
    public Builder temperature(double value) {
      return sampling(sampling.withTemperature(value));
    }

    /** Keeps the {@code k} most likely tokens; 0 keeps all. */
    public Builder topK(int k) {
      return sampling(sampling.withTopK(k));
    }

    /** Keeps the most likely tokens whose probabilities together reach {@code p}; 1 keeps all. */
    public Builder topP(double p) {
      return sampling(sampling.withTopP(p));
    }

    /** Keeps tokens at least {@code p} times as likely as the most likely one; 0 keeps all. */
    public Builder minP(double p) {
      return sampling(sampling.withMinP(p));
    }

    /** Keeps the most typical tokens whose probabilities together exceed {@code p}; 1 keeps all. */
    public Builder typicalP(double p) {
      return sampling(sampling.withTypicalP(p));
    }

    /** Divides positive logits of recent tokens by {@code factor}; 1 is neutral. */
    public Builder repetitionPenalty(double factor) {
      Penalties now = sampling.penalties();
      return penalties(new Penalties(now.lastN(), factor, now.presence(), now.frequency()));
    }

    /** Subtracts {@code value} from the logits of recent tokens; 0 is neutral. */
    public Builder presencePenalty(double value) {
      Penalties now = sampling.penalties();
      return penalties(new Penalties(now.lastN(), now.repetition(), value, now.frequency()));
    }

    /** Subtracts {@code value} per recent occurrence from a token's logit; 0 is neutral. */
    public Builder frequencyPenalty(double value) {
      Penalties now = sampling.penalties();
      return penalties(new Penalties(now.lastN(), now.repetition(), now.presence(), value));
    }

    /** How many tokens the penalties look back at; 64 unless set. */
    public Builder penaltyLastN(int count) {
      Penalties now = sampling.penalties();
      return penalties(new Penalties(count, now.repetition(), now.presence(), now.frequency()));
    }

    private Builder penalties(Penalties value) {
      return sampling(sampling.withPenalties(value));
    }

    /** Adds {@code bias} to the logit of token {@code id}; negative infinity forbids it. */
    public Builder logitBias(int id, float bias) {
      Map<Integer, Float> biases = new HashMap<>(sampling.logitBias());
      biases.put(id, bias);
      return sampling(sampling.withLogitBias(biases));
    }

    /** Fixes the seed of the draw. */
    public Builder seed(long value) {
      return sampling(sampling.withSeed(value));
    }

    /** Adds texts that end the answer; they are not part of it. */
    public Builder stop(String... texts) {
      for (String text : texts) {
        if (Objects.requireNonNull(text, "stop").isEmpty()) {
          throw new IllegalArgumentException("stop string is empty, expected at least a character");
        }
        stop.add(text);
      }
      return this;
    }

    /** Ends the answer {@code time} after the call; checked before every token. */
    public Builder deadline(Duration time) {
      if (Objects.requireNonNull(time, "deadline").isNegative() || time.isZero()) {
        throw new IllegalArgumentException("deadline = " + time + ", expected a positive time");
      }
      deadline = Optional.of(time);
      return this;
    }

    /** What happens when the context is too short. */
    public Builder promptOverflow(PromptOverflow policy) {
      promptOverflow = Objects.requireNonNull(policy, "promptOverflow");
      return this;
    }

    /** Adds a processor without state, shared by all generations with these options. */
    public Builder processor(LogitsProcessor processor) {
      Objects.requireNonNull(processor, "processor");
      return processorPerGeneration(() -> processor);
    }

    /** Adds a maker of processors; each generation gets its own, which may keep state. */
    public Builder processorPerGeneration(Supplier<? extends LogitsProcessor> maker) {
      processors.add(Objects.requireNonNull(maker, "processor"));
      return this;
    }

    /**
     * Cancels when {@code condition} is true; asked before every token and between prompt chunks,
     * on the computing thread.
     */
    public Builder cancelWhen(BooleanSupplier condition) {
      cancelWhen = Objects.requireNonNull(condition, "cancelWhen");
      return this;
    }

    /** Whether the model's begin token is put in front of the prompt. */
    public Builder addSpecialTokens(boolean add) {
      addSpecialTokens = add;
      return this;
    }

    /**
     * Whether spellings of special tokens in the prompt become those tokens: only for prompts that
     * contain no text of strangers.
     */
    public Builder parseSpecialTokens(boolean parse) {
      parseSpecialTokens = parse;
      return this;
    }

    /** Whether the answer goes on past the model's end tokens. */
    public Builder ignoreEndOfSequence(boolean ignore) {
      ignoreEndOfSequence = ignore;
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalStateException if a sliding window has no bound: neither {@code maxTokens} nor
     *     a deadline
     */
    public GenerationOptions build() {
      if (promptOverflow == PromptOverflow.SLIDING_WINDOW
          && maxTokens.isEmpty()
          && deadline.isEmpty()) {
        throw new IllegalStateException(
            "promptOverflow = SLIDING_WINDOW never fills the context:"
                + " set maxTokens or deadline as well");
      }
      return new GenerationOptions(this);
    }
  }
}
