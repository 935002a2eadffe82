package dev.inkstone.finetune.autograd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.inkstone.engine.tensor.EagerOps;
import dev.inkstone.engine.tensor.Routing;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * Rules of the operations of a mixture of experts. The choice itself has no derivative: it is taken
 * as given, and gradients reach the router through the weights of what was chosen.
 */
final class ExpertRules {
  private ExpertRules() {}

  /**
   * The weights of a routing: {@code w = softmax} of the chosen logits, so {@code dLogit[j] += w[j]
   * (dw[j] - sum over i of w[i] dw[i])}; logits that were not chosen have no influence.
   */
  record Route(Tensor logits, Routing routing) implements BackwardRule {
    @Override
    public Tensor y() {
      return routing.weights();
    }

    @Override
    public boolean needed(Gradients gradients) {
      return gradients.wanted(logits);
    }

    @Override
    public void backward(Tensor dy, Gradients gradients) {
      Tensor dLogits = gradients.of(logits);
      float[] shares = new float[routing.used()];
      float[] slopes = new float[routing.used()];
      float[] row = new float[routing.experts()];
      for (int t = 0; t < routing.tokens(); t++) {
        Floats.read(routing.weights(), t, shares);
        Floats.read(dy, t, slopes);
        float mean = dot(shares, slopes);
        Arrays.fill(row, 0);
        for (int j = 0; j < shares.length; j++) {
          row[routing.expert(t, j)] = shares[j] * (slopes[j] - mean);
        }
        Floats.add(dLogits, t, 1, row);
      }
    }
  }

  /** {@code y[r] = x[token(r)]}: {@code dx[token(r)] += dy[r]}. */
  record Dispatch(Tensor x, Routing routing, Tensor y) implements BackwardRule {
    @Override
    public boolean needed(Gradients gradients) {
      return gradients.wanted(x);
    }

    @Override
    public void backward(Tensor dy, Gradients gradients) {
      Tensor dx = gradients.of(x);
      float[] row = new float[dy.columns()];
      for (int r = 0; r < dy.rows(); r++) {
        Floats.read(dy, r, row);
        Floats.add(dx, routing.token(r), 1, row);
      }
    }
  }

  /** A {@link LinearRule} for the rows of each expert. */
  record ExpertLinear(EagerOps ops, List<Weight> experts, Tensor x, Routing routing, Tensor y)
      implements BackwardRule {
    @Override
    public boolean needed(Gradients gradients) {
      return gradients.wanted(x) || experts.stream().anyMatch(gradients::wanted);
    }

    @Override
    public void backward(Tensor dy, Gradients gradients) {
      for (int e = 0; e < experts.size(); e++) {
        if (routing.rowCount(e) > 0) {
          Weight weight = experts.get(e);
          Tensor slopes = rowsOf(dy, e);
          if (gradients.wanted(x)) {
            ops.addInputGradient(weight, slopes, rowsOf(gradients.of(x), e));
          }
          if (gradients.wanted(weight)) {
            ops.addWeightGradient(slopes, rowsOf(x, e), gradients.of(weight));
          }
        }
      }
    }

    /** The rows of expert {@code e}, sharing memory. */
    private Tensor rowsOf(Tensor tensor, int e) {
      long rowBytes = (long) tensor.columns() * tensor.type().bytes();
      int rows = routing.rowCount(e);
      MemorySegment data = tensor.data().asSlice(routing.firstRow(e) * rowBytes, rows * rowBytes);
      return Tensor.of(tensor.type(), rows, tensor.columns(), data);
    }
  }

  /**
   * {@code y[t] = sum over j of w[t][j] x[row(t, j)]}: {@code dx[row(t, j)] += w[t][j] dy[t]},
   * {@code dw[t][j] += dy[t] . x[row(t, j)]}.
   */
  record Combine(Tensor x, Routing routing, Tensor y) implements BackwardRule {
    @Override
    public boolean needed(Gradients gradients) {
      return gradients.wanted(x) || gradients.wanted(routing.weights());
    }

    @Override
    public void backward(Tensor dy, Gradients gradients) {
      float[] slopes = new float[dy.columns()];
      for (int t = 0; t < routing.tokens(); t++) {
        Floats.read(dy, t, slopes);
        if (gradients.wanted(x)) {
          addInputGradient(t, slopes, gradients.of(x));
        }
        if (gradients.wanted(routing.weights())) {
          addWeightGradient(t, slopes, gradients.of(routing.weights()));
        }
      }
    }

    private void addInputGradient(int t, float[] slopes, Tensor dx) {
      for (int j = 0; j < routing.used(); j++) {
        Floats.add(dx, routing.row(t, j), routing.weights().get(t, j), slopes);
      }
    }

    private void addWeightGradient(int t, float[] slopes, Tensor dWeights) {
      for (int j = 0; j < routing.used(); j++) {
        long at = (long) t * routing.used() + j;
        float sum = dWeights.data().getAtIndex(JAVA_FLOAT, at);
        sum += dot(slopes, Floats.row(x, routing.row(t, j)));
        dWeights.data().setAtIndex(JAVA_FLOAT, at, sum);
      }
    }
  }

  private static float dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return (float) sum;
  }
}
