package dev.inkstone.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What a dry run counts. */
class DryRunOpsTest {

  @Test
  void peak_is_the_largest_pair_of_neighbouring_layers() {
    DryRunOps ops = new DryRunOps();
    Tensor small = Tensor.shapeOnly(DType.F32, 1, 10); // 40 bytes
    Tensor large = Tensor.shapeOnly(DType.F32, 1, 100); // 400 bytes
    ops.beginLayer(0);
    ops.silu(small);
    ops.beginLayer(1);
    ops.silu(large);
    ops.silu(large);
    ops.beginLayer(2);
    ops.silu(small);
    assertThat(ops.peakBytes()).isEqualTo(2 * 400 + 40);
  }

  @Test
  void obeys_the_same_shape_rules_as_eager_computation() {
    DryRunOps ops = new DryRunOps();
    Tensor a = Tensor.shapeOnly(DType.F32, 2, 3);
    Tensor b = Tensor.shapeOnly(DType.F32, 3, 2);
    assertThatThrownBy(() -> ops.add(a, b))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("add: shapes [2, 3] and [3, 2] differ");
    assertThatThrownBy(() -> ops.rows(a, 1, 2)).hasMessageContaining("[2, 3]");
    AttentionSpec spec = new AttentionSpec(3, 1, 1, 1, 1, 0);
    assertThatThrownBy(() -> ops.attention(a, b, b, spec, 0)).hasMessageContaining("do not fit");
  }

  @Test
  void rotations_are_listed_once() {
    DryRunOps ops = new DryRunOps();
    Rotation rotation = new Rotation(8, true, new double[] {1, 0.1}, 1);
    Tensor x = Tensor.shapeOnly(DType.F32, 3, 16);
    ops.rotate(x, rotation, 0);
    ops.rotate(x, rotation, 3);
    assertThat(ops.rotations()).containsExactly(rotation);
  }

  @Test
  void the_table_of_a_rotation_takes_what_was_announced() {
    Rotation rotation = new Rotation(8, true, new double[] {1, 0.1, 0.01}, 1);
    for (int positions = 1; positions <= 1100; positions += 61) {
      assertThat(rotation.table(positions).byteSize())
          .as("%d positions", positions)
          .isEqualTo(rotation.tableBytes(positions));
    }
  }

  @Test
  void results_have_no_data() {
    Tensor result = new DryRunOps().silu(Tensor.shapeOnly(DType.F32, 2, 2));
    assertThatThrownBy(result::data)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("dry run");
  }
}
