package dev.inkstone.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final int[] NOTHING = {};

  /** Everything off but the draw. */
  private static final Sampling PLAIN =
      Sampling.DEFAULT.withTemperature(1).withTopK(0).withTopP(1).withMinP(0).withSeed(7);

  @Test
  void greedy_takes_the_most_likely_and_the_lowest_id_among_equals() {
    Sampler sampler = new Sampler(Sampling.GREEDY, List.of());
    assertThat(sampler.next(NOTHING, 0, new float[] {1, 3, 2})).isEqualTo(1);
    assertThat(sampler.next(NOTHING, 0, new float[] {1, 3, 3})).isEqualTo(1);
    float[] large = new float[1000];
    large[900] = 1;
    large[901] = 1;
    assertThat(sampler.next(NOTHING, 0, large)).isEqualTo(900);
  }

  @Test
  void greedy_obeys_bias_and_penalties() {
    Sampling sampling =
        Sampling.GREEDY
            .withLogitBias(Map.of(0, 10f, 1, Float.NEGATIVE_INFINITY))
            .withPenalties(new Penalties(64, 4, 0, 0));
    Sampler sampler = new Sampler(sampling, List.of());
    assertThat(sampler.next(NOTHING, 0, new float[] {0, 30, 9})).isEqualTo(0);
    assertThat(sampler.next(new int[] {0}, 1, new float[] {0, 30, 9})).isEqualTo(2);
  }

  @Test
  void penalties_follow_the_formula() {
    float[] logits = {2, -2, 1, 5};
    int[] tokens = {3, 0, 1, 0, 99};
    new PenaltyProcessor(new Penalties(3, 1.5, 0.25, 0.5)).process(tokens, 4, logits);
    assertThat(logits[0]).isEqualTo(2 / 1.5f - 2 * 0.5f - 0.25f, within(1e-6f));
    assertThat(logits[1]).isEqualTo(-2 * 1.5f - 0.5f - 0.25f, within(1e-6f));
    assertThat(logits[2]).isEqualTo(1); // did not occur
    assertThat(logits[3]).isEqualTo(5); // lies before the last three
  }

  @Test
  void penalties_count_afresh_every_time() {
    PenaltyProcessor processor = new PenaltyProcessor(new Penalties(64, 1, 0, 1));
    for (int round = 0; round < 2; round++) {
      float[] logits = {10, 10};
      processor.process(new int[] {0, 0, 1}, 3, logits);
      assertThat(logits).containsExactly(8, 9);
    }
  }

  @Test
  void frequencies_of_draws_match_the_probabilities() {
    double[] probabilities = {0.5, 0.3, 0.15, 0.05};
    Sampler sampler = new Sampler(PLAIN, List.of());
    int draws = 100_000;
    int[] counts = new int[4];
    for (int i = 0; i < draws; i++) {
      float[] logits = new float[4];
      for (int id = 0; id < logits.length; id++) {
        logits[id] = (float) Math.log(probabilities[id]);
      }
      counts[sampler.next(NOTHING, 0, logits)]++;
    }
    for (int id = 0; id < 4; id++) {
      double deviation = Math.sqrt(draws * probabilities[id] * (1 - probabilities[id]));
      assertThat((double) counts[id])
          .as("token %d, seed 7", id)
          .isCloseTo(draws * probabilities[id], within(4 * deviation));
    }
  }

  @Test
  void same_seed_draws_the_same_and_another_seed_does_not() {
    assertThat(draws(PLAIN)).isEqualTo(draws(PLAIN)).isNotEqualTo(draws(PLAIN.withSeed(8)));
  }

  @Test
  void processors_of_the_caller_come_before_everything_else() {
    LogitsProcessor onlyTwo =
        (tokens, count, logits) -> {
          float kept = logits[2];
          Arrays.fill(logits, Float.NEGATIVE_INFINITY);
          logits[2] = kept;
        };
    Sampler sampler = new Sampler(PLAIN.withTopK(1), List.of(onlyTwo));
    assertThat(sampler.next(NOTHING, 0, new float[] {9, 9, 0})).isEqualTo(2);
  }

  @Test
  void processors_see_the_tokens_so_far() {
    LogitsProcessor repeat = (tokens, count, logits) -> logits[tokens[count - 1]] += 50;
    Sampler sampler = new Sampler(Sampling.GREEDY, List.of(repeat));
    assertThat(sampler.next(new int[] {0, 2, 1}, 2, new float[3])).isEqualTo(2);
  }

  @Test
  void rejects_a_bias_outside_the_vocabulary() {
    Sampler sampler = new Sampler(Sampling.GREEDY.withLogitBias(Map.of(3, 1f)), List.of());
    assertThatThrownBy(() -> sampler.next(NOTHING, 0, new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("token 3")
        .hasMessageContaining("vocabulary size 3");
  }

  @Test
  void defaults_are_those_of_llama_cpp() {
    assertThat(Sampling.DEFAULT.temperature()).isEqualTo(0.8);
    assertThat(Sampling.DEFAULT.topK()).isEqualTo(40);
    assertThat(Sampling.DEFAULT.topP()).isEqualTo(0.95);
    assertThat(Sampling.DEFAULT.minP()).isEqualTo(0.05);
    assertThat(Sampling.DEFAULT.typicalP()).isEqualTo(1);
    assertThat(Sampling.DEFAULT.penalties().active()).isFalse();
  }

  @Test
  void rejects_values_out_of_range_and_names_them() {
    assertThatThrownBy(() -> PLAIN.withTopP(1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("topP = 1.5, expected 0 to 1");
    assertThatThrownBy(() -> PLAIN.withMinP(Double.NaN)).hasMessageContaining("minP = NaN");
    assertThatThrownBy(() -> PLAIN.withTypicalP(-1)).hasMessageContaining("typicalP = -1.0");
    assertThatThrownBy(() -> PLAIN.withTopK(-1)).hasMessageContaining("topK = -1");
    assertThatThrownBy(() -> PLAIN.withTemperature(Double.POSITIVE_INFINITY))
        .hasMessageContaining("temperature = Infinity");
    assertThatThrownBy(() -> PLAIN.withLogitBias(Map.of(-1, 0f))).hasMessageContaining("token -1");
    assertThatThrownBy(() -> new Penalties(-1, 1, 0, 0)).hasMessageContaining("lastN = -1");
    assertThatThrownBy(() -> new Penalties(1, 0, 0, 0)).hasMessageContaining("penalty = 0.0");
  }

  private static int[] draws(Sampling sampling) {
    Sampler sampler = new Sampler(sampling, List.of());
    int[] ids = new int[64];
    Arrays.setAll(ids, i -> sampler.next(NOTHING, 0, new float[50]));
    return ids;
  }
}
