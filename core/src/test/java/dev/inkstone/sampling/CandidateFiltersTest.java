package dev.inkstone.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.error.InkstoneException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CandidateFiltersTest {
  private static final float NEVER = Float.NEGATIVE_INFINITY;

  /** Logits of the probabilities 0.1, 0.4, 0.05, 0.25, 0.2 but for a constant. */
  private static final float[] FIVE = logitsOf(0.1, 0.4, 0.05, 0.25, 0.2);

  @Test
  void top_k_keeps_the_k_most_likely() {
    assertThat(kept(new TopK(3), FIVE)).containsExactlyInAnyOrder(1, 3, 4);
  }

  @Test
  void top_k_larger_than_the_vocabulary_keeps_all() {
    assertThat(kept(new TopK(6), FIVE)).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
  }

  @Test
  void top_k_prefers_lower_ids_among_equals() {
    float[] equal = new float[100];
    assertThat(kept(new TopK(3), equal)).containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void top_k_agrees_with_a_full_sort_over_awkward_sizes() {
    for (int size : new int[] {1, 2, 7, 8, 9, 63, 64, 65, 1000, 4098}) {
      for (int k : new int[] {1, 2, 7, 40, 511}) {
        float[] logits = randomLogits(size, 31L * size + k);
        assertThat(kept(new TopK(k), logits))
            .as("size %d, k %d", size, k)
            .containsExactlyInAnyOrderElementsOf(byLogit(logits).subList(0, Math.min(k, size)));
      }
    }
  }

  @Test
  void top_p_keeps_the_fewest_whose_probabilities_reach_p() {
    assertThat(kept(new TopP(0.6), FIVE)).containsExactlyInAnyOrder(1, 3);
    assertThat(kept(new TopP(0.7), FIVE)).containsExactlyInAnyOrder(1, 3, 4);
  }

  @Test
  void top_p_of_zero_keeps_one() {
    assertThat(kept(new TopP(0), FIVE)).containsExactly(1);
  }

  @Test
  void top_p_orders_no_more_than_it_needs_and_still_finds_all() {
    float[] logits = randomLogits(4098, 5);
    List<Integer> order = byLogit(logits);
    double sum = order.stream().mapToDouble(id -> Math.exp(logits[id])).sum();
    double reached = 0;
    int n = 0;
    while (reached < 0.9 * sum) {
      reached += Math.exp(logits[order.get(n++)]);
    }
    assertThat(n).isGreaterThan(256); // beyond the second step of ordering
    assertThat(kept(new TopP(0.9), logits))
        .containsExactlyInAnyOrderElementsOf(order.subList(0, n));
  }

  @Test
  void min_p_compares_with_the_most_likely() {
    assertThat(kept(new MinP(0.49), FIVE)).containsExactlyInAnyOrder(1, 3, 4);
    assertThat(kept(new MinP(0.51), FIVE)).containsExactlyInAnyOrder(1, 3);
    assertThat(kept(new MinP(1), FIVE)).containsExactly(1);
  }

  /**
   * Entropy 1.4150 nats; surprises 2.303, 0.916, 2.996, 1.386, 1.609; deviations 0.888, 0.499,
   * 1.581, 0.029, 0.194: the order is 3, 4, 1, 0, 2 with sums 0.25, 0.45, 0.85, 0.95, 1.
   */
  @Test
  void typical_keeps_the_tokens_of_nearly_expected_surprise() {
    assertThat(kept(new TypicalP(0.3), FIVE)).containsExactlyInAnyOrder(3, 4);
    assertThat(kept(new TypicalP(0.5), FIVE)).containsExactlyInAnyOrder(1, 3, 4);
    assertThat(kept(new TypicalP(0), FIVE)).containsExactly(3);
  }

  @Test
  void filters_combine_in_any_state_of_order() {
    Candidates candidates = new Candidates();
    candidates.load(FIVE);
    new TypicalP(0.9).apply(candidates); // 3, 4, 1, 0
    new TopP(0.85).apply(candidates); // of 0.95: 1, 3, 4
    new MinP(0.6).apply(candidates);
    assertThat(ids(candidates)).containsExactlyInAnyOrder(1, 3);
  }

  @Test
  void forbidden_tokens_are_no_candidates() {
    Candidates candidates = new Candidates();
    candidates.load(new float[] {NEVER, 2, NEVER});
    assertThat(ids(candidates)).containsExactly(1);
  }

  @Test
  void rejects_logits_without_a_choice() {
    Candidates candidates = new Candidates();
    assertThatThrownBy(() -> candidates.load(new float[] {NEVER, NEVER}))
        .isInstanceOf(InkstoneException.class)
        .hasMessageContaining("all 2 tokens are forbidden");
  }

  @Test
  void rejects_nan_and_names_the_token() {
    Candidates candidates = new Candidates();
    assertThatThrownBy(() -> candidates.load(new float[] {0, Float.NaN, 0}))
        .isInstanceOf(InkstoneException.class)
        .hasMessageContaining("token 1 of 3 is NaN");
  }

  @Test
  void draw_follows_the_distribution_function() {
    Candidates candidates = new Candidates();
    candidates.load(FIVE);
    candidates.order(5); // 1: 0.4, 3: 0.65, 4: 0.85, 0: 0.95, 2: 1
    assertThat(candidates.draw(1, 0)).isEqualTo(1);
    assertThat(candidates.draw(1, 0.399)).isEqualTo(1);
    assertThat(candidates.draw(1, 0.401)).isEqualTo(3);
    assertThat(candidates.draw(1, 0.849)).isEqualTo(4);
    assertThat(candidates.draw(1, 0.951)).isEqualTo(2);
    assertThat(candidates.draw(1, Math.nextDown(1.0))).isEqualTo(2);
  }

  @Test
  void temperature_sharpens_and_flattens() {
    Candidates candidates = new Candidates();
    candidates.load(logitsOf(0.8, 0.2));
    candidates.order(2);
    double sharp = 0.64 / (0.64 + 0.04); // squares at temperature 0.5
    assertThat(candidates.draw(0.5, sharp - 1e-6)).isEqualTo(0);
    assertThat(candidates.draw(0.5, sharp + 1e-6)).isEqualTo(1);
    double flat = 2.0 / 3; // roots at temperature 2
    assertThat(candidates.draw(2, flat - 1e-6)).isEqualTo(0);
    assertThat(candidates.draw(2, flat + 1e-6)).isEqualTo(1);
    assertThat(candidates.draw(1e-300, 0.999)).isEqualTo(0);
  }

  @Test
  void infinite_logit_takes_everything() {
    Candidates candidates = new Candidates();
    candidates.load(new float[] {3, Float.POSITIVE_INFINITY, 88});
    new MinP(0.05).apply(candidates);
    assertThat(candidates.draw(1, 0.5)).isEqualTo(1);
  }

  @Test
  void logits_survive_the_packing() {
    float[] logits = {-0f, 0f, -3.5f, Float.MIN_VALUE, -Float.MAX_VALUE, Float.MAX_VALUE, 1e-20f};
    Candidates candidates = new Candidates();
    candidates.load(logits);
    candidates.order(logits.length);
    assertThat(ids(candidates)).containsExactly(5, 6, 3, 0, 1, 2, 4);
    for (int i = 0; i < logits.length; i++) {
      assertThat(candidates.logit(i)).isEqualTo(logits[candidates.id(i)] + 0f);
    }
  }

  private static List<Integer> kept(CandidateFilter filter, float[] logits) {
    Candidates candidates = new Candidates();
    candidates.load(logits);
    filter.apply(candidates);
    return ids(candidates);
  }

  private static List<Integer> ids(Candidates candidates) {
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < candidates.count(); i++) {
      ids.add(candidates.id(i));
    }
    return ids;
  }

  private static float[] logitsOf(double... probabilities) {
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(probabilities[i]);
    }
    return logits;
  }

  private static float[] randomLogits(int size, long seed) {
    Random random = new Random(seed);
    float[] logits = new float[size];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) random.nextGaussian();
    }
    return logits;
  }

  private static List<Integer> byLogit(float[] logits) {
    return IntStream.range(0, logits.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer id) -> -logits[id]))
        .toList();
  }
}
