package dev.inkstone.sampling;

import dev.inkstone.error.InkstoneException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Chooses the next token as a {@link Sampling} says.
 *
 * <p>The caller's {@link LogitsProcessor}s come first, then logit bias, penalties, top-k, typical,
 * top-p, min-p, temperature and the draw. Softmaxes are computed in binary64 over the remaining
 * candidates. Reuses its arrays: about 8 bytes per vocabulary entry, twice that with penalties or
 * without top-k. Not thread-safe; one sampler belongs to one generation.
 */
public final class Sampler {
  private final List<LogitsProcessor> processors = new ArrayList<>();
  private final List<CandidateFilter> filters = new ArrayList<>();
  private final Candidates candidates = new Candidates();
  private final RandomGenerator random;
  private final double temperature;

  /**
   * A sampler in its initial state.
   *
   * @param sampling what to do
   * @param first run before all steps, in this order
   */
  public Sampler(Sampling sampling, List<? extends LogitsProcessor> first) {
    temperature = sampling.temperature();
    random =
        sampling.seed().isPresent()
            ? new SplittableRandom(sampling.seed().getAsLong())
            : new SplittableRandom();
    processors.addAll(first);
    addProcessors(sampling);
    addFilters(sampling);
  }

  private void addProcessors(Sampling sampling) {
    if (!sampling.logitBias().isEmpty()) {
      processors.add(new LogitBias(sampling.logitBias()));
    }
    if (sampling.penalties().active()) {
      processors.add(new PenaltyProcessor(sampling.penalties()));
    }
  }

  private void addFilters(Sampling sampling) {
    if (sampling.topK() > 0) {
      filters.add(new TopK(sampling.topK()));
    }
    if (sampling.typicalP() < 1) {
      filters.add(new TypicalP(sampling.typicalP()));
    }
    if (sampling.topP() < 1) {
      filters.add(new TopP(sampling.topP()));
    }
    if (sampling.minP() > 0) {
      filters.add(new MinP(sampling.minP()));
    }
  }

  /**
   * The next token.
   *
   * @param tokens prompt and answer so far; only the first {@code count} are valid
   * @param count number of valid tokens
   * @param logits one per vocabulary entry; <b>modified</b>
   * @throws InkstoneException if a logit is NaN or all tokens are forbidden
   */
  public int next(int[] tokens, int count, float[] logits) {
    for (LogitsProcessor processor : processors) {
      processor.process(tokens, count, logits);
    }
    candidates.load(logits);
    if (temperature <= 0) {
      candidates.order(1);
      return candidates.id(0);
    }
    for (CandidateFilter filter : filters) {
      filter.apply(candidates);
    }
    return candidates.draw(temperature, random.nextDouble());
  }
}
