package dev.inkstone.finetune.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.inkstone.engine.nn.KvCache;
import dev.inkstone.engine.tensor.CacheType;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TapeTest {
  private final RandomWeights random = new RandomWeights(7);
  private final Tape tape = random.tape();
  private final Weight weight = random.matrix("w", 5, 4);
  private final Tensor x = random.tensor(3, 4);
  private final int[] targets = {1, 4, 0};

  @AfterEach
  void close() {
    tape.close();
    random.close();
  }

  @Test
  void gradients_of_weights_add_up_until_zeroed() {
    tape.watch(weight);
    float[] once = step();
    float[] twice = step();
    for (int i = 0; i < once.length; i++) {
      assertThat(twice[i]).isCloseTo(2 * once[i], within(1e-6f));
    }
    tape.zeroGradients();
    assertThat(tape.gradient(weight).toArray()).containsOnly(0);
    assertThat(step()).containsExactly(once);
  }

  @Test
  void a_batch_in_parts_has_the_gradient_of_the_whole() {
    tape.watch(weight);
    int[] uneven = {1, -100, 0};
    tape.crossEntropy(tape.linear(weight, x), uneven);
    tape.backward();
    float[] whole = tape.gradient(weight).toArray();

    tape.reset();
    tape.zeroGradients();
    for (int row = 0; row < 3; row++) {
      Tensor logits = tape.linear(weight, tape.rows(x, row, 1));
      tape.loss(logits, CrossEntropy.over(new int[] {uneven[row]}, CrossEntropy.counted(uneven)));
      tape.backward();
      tape.reset();
    }
    float[] parts = tape.gradient(weight).toArray();
    for (int i = 0; i < whole.length; i++) {
      assertThat(parts[i]).isCloseTo(whole[i], within(1e-6f));
    }
  }

  @Test
  void losses_on_one_tape_are_summed() {
    tape.watch(weight);
    float[] once = step();
    tape.zeroGradients();
    Tensor logits = tape.linear(weight, x);
    tape.crossEntropy(logits, targets);
    tape.crossEntropy(logits, targets);
    tape.backward();
    float[] both = tape.gradient(weight).toArray();
    for (int i = 0; i < once.length; i++) {
      assertThat(both[i]).isCloseTo(2 * once[i], within(1e-6f));
    }
  }

  @Test
  void gradients_follow_a_changed_weight() {
    tape.watch(weight);
    double before = tape.crossEntropy(tape.linear(weight, x), targets);
    tape.backward();
    Tensor gradient = tape.gradient(weight);
    for (long i = 0; i < weight.count(); i++) {
      float moved =
          weight.data().getAtIndex(ValueLayout.JAVA_FLOAT, i)
              - 0.1f * gradient.data().getAtIndex(ValueLayout.JAVA_FLOAT, i);
      weight.data().setAtIndex(ValueLayout.JAVA_FLOAT, i, moved);
    }
    weight.changed();
    tape.reset();
    assertThat(tape.crossEntropy(tape.linear(weight, x), targets)).isLessThan(before);
  }

  @Test
  void a_watched_result_keeps_its_gradient() {
    tape.watch(weight);
    Tensor hidden = tape.linear(weight, x);
    tape.watch(hidden);
    tape.crossEntropy(tape.scale(hidden, 2), targets);
    tape.backward();
    float[] gradient = tape.gradient(hidden).toArray();
    double sum = 0;
    for (float value : gradient) {
      sum += value;
    }
    assertThat(gradient).doesNotContain(0);
    assertThat(sum).isCloseTo(0, within(1e-6)); // softmax minus one-hot sums to zero in every row
  }

  @Test
  void frozen_weights_have_no_gradient() {
    Weight frozen = random.matrix("frozen", 4, 4);
    tape.watch(weight);
    tape.crossEntropy(tape.linear(weight, tape.linear(frozen, x)), targets);
    tape.backward();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tape.gradient(frozen))
        .withMessageContaining("'frozen'");
  }

  @Test
  void backward_needs_a_loss_that_depends_on_something_watched() {
    tape.crossEntropy(tape.linear(weight, x), targets);
    assertThatIllegalStateException().isThrownBy(tape::backward).withMessageContaining("watched");
  }

  @Test
  void nothing_is_recorded_between_backward_and_reset() {
    tape.watch(weight);
    step();
    tape.crossEntropy(tape.linear(weight, x), targets);
    tape.backward();
    assertThatIllegalStateException().isThrownBy(tape::backward).withMessageContaining("reset");
    assertThatIllegalStateException()
        .isThrownBy(() -> tape.linear(weight, x))
        .withMessageContaining("reset");
  }

  @Test
  void steps_of_many_lengths_hold_no_more_than_the_longest_needs() {
    int longest = 64;
    tape.watch(weight); // weights are not counted
    for (int length = 1; length <= longest; length++) {
      stepOfLength(length);
    }
    long grown = tape.gradientBytes();
    for (int length = longest; length >= 1; length--) {
      stepOfLength(1 + 7 * length % longest);
    }

    // Two at a time have a gradient: logits (length, 5) with hidden (length, 4), then the input.
    assertThat(grown).isBetween(longest * 9L * Float.BYTES, 2 * longest * 9L * Float.BYTES);
    assertThat(tape.gradientBytes()).isEqualTo(grown);
  }

  @Test
  void a_step_in_memory_of_a_longer_one_has_the_same_gradient() {
    tape.watch(weight);
    float[] fresh = step();
    tape.zeroGradients();
    tape.crossEntropy(tape.linear(weight, random.tensor(9, 4)), new int[9]);
    tape.backward();
    tape.reset();
    tape.zeroGradients();

    assertThat(step()).containsExactly(fresh);
  }

  @Test
  void a_cache_cannot_be_filled_under_a_tape() {
    try (KvCache cache = new KvCache(CacheType.F32, new KvCache.Shape(1, 1, 4, 4), 8)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> cache.store(tape, 0, x, x))
          .withMessageContaining("no cache");
    }
  }

  @Test
  void a_closed_tape_says_so() {
    tape.watch(weight);
    tape.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> tape.gradient(weight))
        .withMessageContaining("closed");
    assertThatIllegalStateException()
        .isThrownBy(() -> tape.linear(weight, x))
        .withMessageContaining("closed");
  }

  private void stepOfLength(int length) {
    Tensor input = random.tensor(length, 4);
    tape.watch(input);
    Tensor hidden = tape.scale(input, 2);
    tape.crossEntropy(tape.linear(weight, hidden), new int[length]);
    tape.backward();
    tape.reset();
  }

  private float[] step() {
    tape.crossEntropy(tape.linear(weight, x), targets);
    tape.backward();
    float[] gradient = tape.gradient(weight).toArray();
    tape.reset();
    return gradient;
  }
}
