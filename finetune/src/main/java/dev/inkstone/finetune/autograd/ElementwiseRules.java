package dev.inkstone.finetune.autograd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.inkstone.engine.tensor.ExactGelu;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;
import java.lang.foreign.MemorySegment;

/**
 * Rules of the operations that work element by element.
 *
 * <p>With {@code s(x) = 1 / (1 + exp(-x))}: {@code silu(x) = x s(x)} and {@code silu'(x) = s(x) (1
 * + x (1 - s(x)))} (Elfwing et al. 2017, arXiv:1702.03118).
 */
final class ElementwiseRules {
  private ElementwiseRules() {}

  /** {@code y = a + b}: {@code da += dy}, {@code db += dy}. */
  record Add(Tensor a, Tensor b, Tensor y) implements BackwardRule {
    @Override
    public boolean needed(Gradients gradients) {
      return gradients.wanted(a) || gradients.wanted(b);
    }

    @Override
    public void backward(Tensor dy, Gradients gradients) {
      addTo(a, 1, dy, gradients);
      addTo(b, 1, dy, gradients);
    }
  }

  /** {@code y[t] = x[t] + bias}: {@code dx += dy}, {@code dBias += sum over t of dy[t]}. */
  record AddBias(Tensor x, Weight bias, Tensor y) implements BackwardRule {
    @Override
    public boolean needed(Gradients gradients) {
      return gradients.wanted(x) || gradients.wanted(bias);
    }

    @Override
    public void backward(Tensor dy, Gradients gradients) {
      addTo(x, 1, dy, gradients);
      if (gradients.wanted(bias)) {
        Floats.add(gradients.of(bias), 0, 1, sumOfRows(dy));
      }
    }
  }

  /** {@code y = a b}: {@code da += dy b}, {@code db += dy a}. */
  record Multiply(Tensor a, Tensor b, Tensor y) implements BackwardRule {
    @Override
    public boolean needed(Gradients gradients) {
      return gradients.wanted(a) || gradients.wanted(b);
    }

    @Override
    public void backward(Tensor dy, Gradients gradients) {
      addProductTo(a, dy, b, gradients);
      addProductTo(b, dy, a, gradients);
    }
  }

  /** {@code y = factor x}: {@code dx += factor dy}. */
  record Scale(Tensor x, float factor, Tensor y) implements BackwardRule {
    @Override
    public boolean needed(Gradients gradients) {
      return gradients.wanted(x);
    }

    @Override
    public void backward(Tensor dy, Gradients gradients) {
      addTo(x, factor, dy, gradients);
    }
  }

  /** {@code y = silu(x)}: {@code dx += dy silu'(x)}. */
  record Silu(Tensor x, Tensor y) implements BackwardRule {
    @Override
    public boolean needed(Gradients gradients) {
      return gradients.wanted(x);
    }

    @Override
    public void backward(Tensor dy, Gradients gradients) {
      MemorySegment in = x.data();
      MemorySegment up = dy.data();
      MemorySegment dx = gradients.of(x).data();
      for (long i = 0; i < x.count(); i++) {
        add(dx, i, up.getAtIndex(JAVA_FLOAT, i) * siluSlope(in.getAtIndex(JAVA_FLOAT, i)));
      }
    }
  }

  /** {@code y = gelu(x)}: {@code dx += dy gelu'(x)}. */
  record Gelu(Tensor x, Tensor y) implements BackwardRule {
    @Override
    public boolean needed(Gradients gradients) {
      return gradients.wanted(x);
    }

    @Override
    public void backward(Tensor dy, Gradients gradients) {
      MemorySegment in = x.data();
      MemorySegment up = dy.data();
      MemorySegment dx = gradients.of(x).data();
      for (long i = 0; i < x.count(); i++) {
        double slope = ExactGelu.slope(in.getAtIndex(JAVA_FLOAT, i));
        add(dx, i, up.getAtIndex(JAVA_FLOAT, i) * slope);
      }
    }
  }

  /**
   * {@code y = silu(gate) up}: {@code dGate += dy up silu'(gate)}, {@code dUp += dy silu(gate)}
   * (Shazeer 2020, arXiv:2002.05202). Keeps no {@code silu(gate)}: it is computed again.
   */
  record SwiGlu(Tensor gate, Tensor up, Tensor y) implements BackwardRule {
    @Override
    public boolean needed(Gradients gradients) {
      return gradients.wanted(gate) || gradients.wanted(up);
    }

    @Override
    public void backward(Tensor dy, Gradients gradients) {
      if (gradients.wanted(gate)) {
        addGateGradient(dy, gradients.of(gate).data());
      }
      if (gradients.wanted(up)) {
        addUpGradient(dy, gradients.of(up).data());
      }
    }

    private void addGateGradient(Tensor dy, MemorySegment dGate) {
      for (long i = 0; i < dy.count(); i++) {
        double slope = siluSlope(gate.data().getAtIndex(JAVA_FLOAT, i));
        double factor = up.data().getAtIndex(JAVA_FLOAT, i);
        add(dGate, i, dy.data().getAtIndex(JAVA_FLOAT, i) * factor * slope);
      }
    }

    private void addUpGradient(Tensor dy, MemorySegment dUp) {
      for (long i = 0; i < dy.count(); i++) {
        double x = gate.data().getAtIndex(JAVA_FLOAT, i);
        add(dUp, i, dy.data().getAtIndex(JAVA_FLOAT, i) * x * sigmoid(x));
      }
    }
  }

  private static void addTo(Tensor input, float factor, Tensor dy, Gradients gradients) {
    if (gradients.wanted(input)) {
      Floats.add(gradients.of(input), factor, dy);
    }
  }

  private static void addProductTo(Tensor input, Tensor dy, Tensor other, Gradients gradients) {
    if (!gradients.wanted(input)) {
      return;
    }
    MemorySegment target = gradients.of(input).data();
    for (long i = 0; i < dy.count(); i++) {
      double factor = other.data().getAtIndex(JAVA_FLOAT, i);
      add(target, i, dy.data().getAtIndex(JAVA_FLOAT, i) * factor);
    }
  }

  private static float[] sumOfRows(Tensor tensor) {
    double[] sums = new double[tensor.columns()];
    float[] row = new float[tensor.columns()];
    for (int t = 0; t < tensor.rows(); t++) {
      Floats.read(tensor, t, row);
      for (int i = 0; i < row.length; i++) {
        sums[i] += row[i];
      }
    }
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) sums[i];
    }
    return row;
  }

  private static void add(MemorySegment target, long index, double value) {
    target.setAtIndex(JAVA_FLOAT, index, (float) (target.getAtIndex(JAVA_FLOAT, index) + value));
  }

  private static double siluSlope(double x) {
    double sigmoid = sigmoid(x);
    return sigmoid * (1 + x * (1 - sigmoid));
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
