package dev.inkstone.finetune.autograd;

import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;

/** {@code y[t] = table[ids[t]]}. Backward is a scatter-add: {@code dTable[ids[t]] += dy[t]}. */
final class EmbeddingRule implements BackwardRule {
  private final Weight table;
  private final int[] ids;
  private final Tensor y;

  /**
   * The rule of one lookup.
   *
   * @param ids the tokens of the rows of {@code y}; taken over, not copied
   */
  EmbeddingRule(Weight table, int[] ids, Tensor y) {
    this.table = table;
    this.ids = ids;
    this.y = y;
  }

  @Override
  public Tensor y() {
    return y;
  }

  @Override
  public boolean needed(Gradients gradients) {
    return gradients.wanted(table);
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    Tensor dTable = gradients.of(table);
    float[] row = new float[dy.columns()];
    for (int t = 0; t < ids.length; t++) {
      Floats.read(dy, t, row);
      Floats.add(dTable, ids[t], 1, row);
    }
  }
}
