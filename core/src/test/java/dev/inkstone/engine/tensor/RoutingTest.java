package dev.inkstone.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.inkstone.engine.quant.BlockFormats;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which experts are chosen, with what weight, and how their rows are ordered. */
class RoutingTest {
  private final WeightMemory memory = WeightMemory.open(2);
  private final EagerOps ops = EagerOps.recycling(memory);

  @AfterEach
  void close() {
    ops.close();
    memory.close();
  }

  private Tensor tensor(int columns, float... values) {
    Arena arena = memory.arena();
    MemorySegment data = arena.allocate((long) values.length * Float.BYTES, 64);
    MemorySegment.copy(values, 0, data, ValueLayout.JAVA_FLOAT, 0, values.length);
    return Tensor.of(DType.F32, values.length / columns, columns, data);
  }

  private Weight weight(int rows, int columns) {
    MemorySegment data = memory.arena().allocate((long) rows * columns * Float.BYTES, 64);
    return new Weight("w", Shape.of(rows, columns), BlockFormats.byName("F32"), data, memory);
  }

  private static List<Integer> chosen(Routing routing, int token) {
    return IntStream.range(0, routing.used())
        .mapToObj(choice -> routing.expert(token, choice))
        .toList();
  }

  @Test
  void the_best_are_chosen_and_share_by_the_softmax_of_all() {
    float[] logits = {(float) Math.log(2), (float) Math.log(1), (float) Math.log(5), 0};
    Routing routing = ops.route(tensor(4, logits), 2);
    assertThat(chosen(routing, 0)).containsExactly(2, 0);
    // softmax of all: 5/9 and 2/9; divided by their sum
    assertThat(routing.weights().get(0, 0)).isCloseTo(5f / 7, within(1e-7f));
    assertThat(routing.weights().get(0, 1)).isCloseTo(2f / 7, within(1e-7f));
  }

  @Test
  void of_equal_logits_the_lowest_index_wins() {
    Routing routing = ops.route(tensor(5, 1, 3, 3, 1, 3, -0f, 0, 0, 0, 0), 2);
    assertThat(chosen(routing, 0)).containsExactly(1, 2);
    assertThat(chosen(routing, 1)).containsExactly(0, 1);
    assertThat(routing.weights().toArray()).containsOnly(0.5f);
  }

  @Test
  void all_experts_may_be_used_and_a_single_one_has_weight_one() {
    Tensor logits = tensor(3, -1, 4, 2);
    Routing all = ops.route(logits, 3);
    assertThat(chosen(all, 0)).containsExactly(1, 2, 0);
    assertThat(all.weights().get(0, 0) + all.weights().get(0, 1) + all.weights().get(0, 2))
        .isCloseTo(1, within(1e-6f));
    assertThat(ops.route(logits, 1).weights().toArray()).containsExactly(1f);
  }

  @Test
  void logits_far_apart_neither_overflow_nor_vanish() {
    Routing routing = ops.route(tensor(3, 3e38f, -3e38f, 1, -3e38f, 1000, 999), 2);
    assertThat(routing.weights().get(0, 0)).isEqualTo(1f);
    assertThat(routing.weights().get(0, 1)).isEqualTo(0f);
    assertThat(routing.weights().get(1, 1)).isCloseTo(0.26894143f, within(1e-7f));
  }

  @Test
  void what_is_not_a_number_loses_against_numbers_and_spoils_no_choice() {
    float nan = Float.NaN;
    Routing routing = ops.route(tensor(3, nan, -5, nan, nan, nan, nan), 2);
    assertThat(chosen(routing, 0)).containsExactly(1, 0);
    assertThat(chosen(routing, 1)).containsExactly(0, 1);
    assertThat(routing.weights().toArray()).containsOnly(nan);
  }

  @Test
  void rows_are_ordered_by_expert_then_by_token() {
    // token 0: experts 2, 0; token 1: experts 3, 2; token 2: experts 2, 3
    Routing routing = ops.route(tensor(4, 5, 0, 6, 0, 0, 0, 4, 7, 0, 0, 3, 2), 2);
    assertThat(IntStream.rangeClosed(0, 4).map(routing::firstRow)).containsExactly(0, 1, 1, 4, 6);
    assertThat(IntStream.range(0, 4).map(routing::rowCount)).containsExactly(1, 0, 3, 2);
    assertThat(IntStream.range(0, 6).map(routing::token)).containsExactly(0, 0, 1, 2, 1, 2);
    for (int token = 0; token < 3; token++) {
      for (int choice = 0; choice < 2; choice++) {
        int row = routing.row(token, choice);
        int expert = routing.expert(token, choice);
        assertThat(routing.token(row)).isEqualTo(token);
        assertThat(row).isBetween(routing.firstRow(expert), routing.firstRow(expert + 1) - 1);
      }
    }
  }

  @Test
  void dispatch_and_combine_are_inverse_when_experts_do_nothing() {
    Tensor x = tensor(3, 1, 2, 3, 4, 5, 6);
    Routing routing = ops.route(tensor(3, 0, 8, 8, 8, 8, 0), 2);
    Tensor rows = ops.dispatch(x, routing);
    assertThat(rows.toArray()).containsExactly(4, 5, 6, 1, 2, 3, 4, 5, 6, 1, 2, 3);
    assertThat(ops.combine(rows, routing).toArray()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void memory_is_used_again_whatever_was_chosen() {
    Tensor first = tensor(2, 1, 0, 1, 0);
    Tensor second = tensor(2, 0, 1, 1, 0);
    ops.beginLayer(0);
    Routing before = ops.route(first, 1);
    Tensor rowsBefore = ops.dispatch(first, before);
    ops.beginLayer(1);
    ops.beginLayer(2);
    Routing after = ops.route(second, 1);
    assertThat(after).isSameAs(before);
    assertThat(ops.dispatch(first, after)).isSameAs(rowsBefore);
    assertThat(chosen(after, 0)).containsExactly(1);
    assertThat(after.rowCount(1)).isEqualTo(1);
    assertThat(ops.route(second, 2)).isNotSameAs(before);
  }

  @Test
  void shapes_that_do_not_fit_are_named() {
    Tensor logits = tensor(2, 1, 0, 1, 0);
    Routing routing = ops.route(logits, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ops.route(logits, 3))
        .withMessage("route: 3 of 2 experts, logits [2, 2]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ops.dispatch(tensor(2, 1, 0), routing))
        .withMessage("dispatch: input [1, 2], expected 2 rows");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ops.combine(logits, routing))
        .withMessage("combine: input [2, 2], expected 4 rows");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DryRunOps().expertLinear(List.of(), logits, routing))
        .withMessage("expertLinear: 0 weights for 2 experts");
    Tensor rows = ops.dispatch(logits, routing);
    List<Weight> narrow = List.of(weight(3, 2), weight(3, 2));
    List<Weight> wide = List.of(weight(4, 2), weight(4, 2));
    for (Ops interpreter : List.of(ops, new DryRunOps())) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> interpreter.expertGatedLinear(narrow, narrow.subList(0, 1), rows, routing))
          .withMessage("expertGatedLinear, ups: 1 weights for 2 experts");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> interpreter.expertGatedLinear(narrow, wide, rows, routing))
          .withMessageContaining("rows of 'w' [3, 2] F32 and 'w' [4, 2] F32 differ");
    }
  }
}
