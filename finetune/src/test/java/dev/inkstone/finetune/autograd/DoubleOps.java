package dev.inkstone.finetune.autograd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.inkstone.engine.tensor.AttentionSpec;
import dev.inkstone.engine.tensor.CachedRows;
import dev.inkstone.engine.tensor.DType;
import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Pooling;
import dev.inkstone.engine.tensor.Rotation;
import dev.inkstone.engine.tensor.Routing;
import dev.inkstone.engine.tensor.Sequences;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * Every operation in binary64, in naive loops straight from its formula: the reference that
 * interpreters are compared with. Shares nothing with kernels or backward rules. A weight's entry
 * can be moved by a small amount, for finite differences.
 */
final class DoubleOps implements Ops {
  private final IdentityHashMap<Weight, double[]> weights = new IdentityHashMap<>();

  /** A tensor over {@code values}, row by row. */
  static Tensor tensor(int rows, int columns, double[] values) {
    return Tensor.of(DType.F64, rows, columns, MemorySegment.ofArray(values));
  }

  /** A copy of {@code tensor}'s elements, of any type. */
  static double[] values(Tensor tensor) {
    double[] values = new double[(int) tensor.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          tensor.type() == DType.F64
              ? tensor.data().getAtIndex(JAVA_DOUBLE, i)
              : tensor.get(i / tensor.columns(), i % tensor.columns());
    }
    return values;
  }

  /**
   * {@code (f(w + epsilon) - f(w - epsilon)) / (2 epsilon)} for entry {@code index} of a weight.
   */
  double slope(Weight weight, int index, double epsilon, DoubleSupplier function) {
    return slope(values(weight), index, epsilon, function);
  }

  /** The same for an entry of an array that {@code function} reads. */
  static double slope(double[] values, int index, double epsilon, DoubleSupplier function) {
    double before = values[index];
    values[index] = before + epsilon;
    double above = function.getAsDouble();
    values[index] = before - epsilon;
    double below = function.getAsDouble();
    values[index] = before;
    return (above - below) / (2 * epsilon);
  }

  /** Mean cross entropy of the rows whose target is not -100. */
  static double crossEntropy(Tensor logits, int[] targets) {
    double[] z = values(logits);
    double sum = 0;
    int counted = 0;
    for (int t = 0; t < targets.length; t++) {
      if (targets[t] != -100) {
        double total = 0;
        for (int j = 0; j < logits.columns(); j++) {
          total += Math.exp(z[t * logits.columns() + j]);
        }
        sum += Math.log(total) - z[t * logits.columns() + targets[t]];
        counted++;
      }
    }
    return counted == 0 ? 0 : sum / counted;
  }

  private double[] values(Weight weight) {
    return weights.computeIfAbsent(
        weight,
        w -> {
          double[] all = new double[(int) w.count()];
          float[] row = new float[w.columns()];
          for (int r = 0; r < w.rows(); r++) {
            w.decodeRow(r, row);
            for (int c = 0; c < row.length; c++) {
              all[r * row.length + c] = row[c];
            }
          }
          return all;
        });
  }

  @Override
  public Tensor embedding(Weight table, int[] ids, int from, int count) {
    double[] w = values(table);
    int columns = table.columns();
    double[] y = new double[count * columns];
    for (int t = 0; t < count; t++) {
      System.arraycopy(w, ids[from + t] * columns, y, t * columns, columns);
    }
    return tensor(count, columns, y);
  }

  @Override
  public Tensor linear(Weight weight, Tensor x) {
    double[] w = values(weight);
    double[] in = values(x);
    double[] y = new double[x.rows() * weight.rows()];
    for (int t = 0; t < x.rows(); t++) {
      for (int o = 0; o < weight.rows(); o++) {
        for (int i = 0; i < weight.columns(); i++) {
          y[t * weight.rows() + o] += in[t * x.columns() + i] * w[o * weight.columns() + i];
        }
      }
    }
    return tensor(x.rows(), weight.rows(), y);
  }

  @Override
  public Tensor addBias(Tensor x, Weight bias) {
    double[] b = values(bias);
    double[] y = values(x);
    for (int i = 0; i < y.length; i++) {
      y[i] += b[i % b.length];
    }
    return tensor(x.rows(), x.columns(), y);
  }

  @Override
  public Tensor add(Tensor a, Tensor b) {
    double[] y = values(a);
    double[] other = values(b);
    for (int i = 0; i < y.length; i++) {
      y[i] += other[i];
    }
    return tensor(a.rows(), a.columns(), y);
  }

  @Override
  public Tensor multiply(Tensor a, Tensor b) {
    double[] y = values(a);
    double[] other = values(b);
    for (int i = 0; i < y.length; i++) {
      y[i] *= other[i];
    }
    return tensor(a.rows(), a.columns(), y);
  }

  @Override
  public Tensor scale(Tensor x, float factor) {
    double[] y = values(x);
    for (int i = 0; i < y.length; i++) {
      y[i] *= factor;
    }
    return tensor(x.rows(), x.columns(), y);
  }

  @Override
  public Tensor silu(Tensor x) {
    double[] y = values(x);
    for (int i = 0; i < y.length; i++) {
      y[i] /= 1 + Math.exp(-y[i]);
    }
    return tensor(x.rows(), x.columns(), y);
  }

  /** By Simpson's rule over the density of the normal distribution. */
  @Override
  public Tensor gelu(Tensor x) {
    double[] y = values(x);
    for (int i = 0; i < y.length; i++) {
      int steps = 400;
      double width = y[i] / steps;
      double sum = 0;
      for (int k = 0; k <= steps; k++) {
        double t = k * width;
        sum += (k == 0 || k == steps ? 1 : k % 2 == 1 ? 4 : 2) * Math.exp(-t * t / 2);
      }
      y[i] *= 0.5 + sum * width / 3 / Math.sqrt(2 * Math.PI);
    }
    return tensor(x.rows(), x.columns(), y);
  }

  @Override
  public Routing route(Tensor logits, int used) {
    double[] z = values(logits);
    int experts = logits.columns();
    int[] choices = new int[logits.rows() * used];
    double[] weights = new double[choices.length];
    for (int t = 0; t < logits.rows(); t++) {
      int row = t * experts;
      int[] best =
          IntStream.range(0, experts)
              .boxed()
              .sorted(Comparator.comparingDouble(e -> -z[row + e]))
              .limit(used)
              .mapToInt(e -> e)
              .toArray();
      double sum = IntStream.of(best).mapToDouble(e -> Math.exp(z[row + e])).sum();
      for (int j = 0; j < used; j++) {
        choices[t * used + j] = best[j];
        weights[t * used + j] = Math.exp(z[row + best[j]]) / sum;
      }
    }
    return Routing.of(experts, choices, tensor(logits.rows(), used, weights));
  }

  @Override
  public Tensor dispatch(Tensor x, Routing routing) {
    double[] in = values(x);
    int columns = x.columns();
    double[] y = new double[routing.rowCount() * columns];
    for (int row = 0; row < routing.rowCount(); row++) {
      System.arraycopy(in, routing.token(row) * columns, y, row * columns, columns);
    }
    return tensor(routing.rowCount(), columns, y);
  }

  @Override
  public Tensor expertLinear(List<Weight> experts, Tensor x, Routing routing) {
    int out = experts.getFirst().rows();
    double[] y = new double[x.rows() * out];
    for (int e = 0; e < experts.size(); e++) {
      Tensor in = rows(x, routing.firstRow(e), routing.rowCount(e));
      double[] part = values(linear(experts.get(e), in));
      System.arraycopy(part, 0, y, routing.firstRow(e) * out, part.length);
    }
    return tensor(x.rows(), out, y);
  }

  @Override
  public Tensor combine(Tensor x, Routing routing) {
    double[] in = values(x);
    double[] weights = values(routing.weights());
    int columns = x.columns();
    double[] y = new double[routing.tokens() * columns];
    for (int t = 0; t < routing.tokens(); t++) {
      for (int j = 0; j < routing.used(); j++) {
        for (int i = 0; i < columns; i++) {
          double value = in[routing.row(t, j) * columns + i];
          y[t * columns + i] += weights[t * routing.used() + j] * value;
        }
      }
    }
    return tensor(routing.tokens(), columns, y);
  }

  @Override
  public Tensor rmsNorm(Tensor x, Weight gain, float epsilon) {
    double[] g = values(gain);
    double[] y = values(x);
    for (int first = 0; first < y.length; first += g.length) {
      double squares = 0;
      for (int i = 0; i < g.length; i++) {
        squares += y[first + i] * y[first + i];
      }
      double root = Math.sqrt(squares / g.length + epsilon);
      for (int i = 0; i < g.length; i++) {
        y[first + i] *= g[i] / root;
      }
    }
    return tensor(x.rows(), x.columns(), y);
  }

  @Override
  public Tensor layerNorm(Tensor x, Weight gain, Weight bias, float epsilon) {
    double[] g = values(gain);
    double[] b = values(bias);
    double[] y = values(x);
    for (int first = 0; first < y.length; first += g.length) {
      double mean = 0;
      for (int i = 0; i < g.length; i++) {
        mean += y[first + i] / g.length;
      }
      double variance = 0;
      for (int i = 0; i < g.length; i++) {
        variance += (y[first + i] - mean) * (y[first + i] - mean) / g.length;
      }
      for (int i = 0; i < g.length; i++) {
        y[first + i] = (y[first + i] - mean) / Math.sqrt(variance + epsilon) * g[i] + b[i];
      }
    }
    return tensor(x.rows(), x.columns(), y);
  }

  @Override
  public Tensor rotate(Tensor x, Rotation rotation, int firstPosition) {
    double[] y = values(x);
    int pairs = rotation.rotated() / 2;
    for (int head = 0; head < y.length; head += rotation.headSize()) {
      int position = firstPosition + head / x.columns();
      for (int pair = 0; pair < pairs; pair++) {
        int a = head + (rotation.interleaved() ? 2 * pair : pair);
        int b = head + (rotation.interleaved() ? 2 * pair + 1 : pair + pairs);
        double cos = Math.cos(rotation.angle(position, pair)) * rotation.magnitude();
        double sin = Math.sin(rotation.angle(position, pair)) * rotation.magnitude();
        double real = y[a] * cos - y[b] * sin;
        y[b] = y[a] * sin + y[b] * cos;
        y[a] = real;
      }
    }
    return tensor(x.rows(), x.columns(), y);
  }

  @Override
  public Tensor attention(
      Tensor q, Tensor keys, Tensor values, AttentionSpec spec, int firstPosition) {
    return attention(
        q,
        keys,
        values,
        spec,
        (t, j) ->
            j <= firstPosition + t
                && (spec.window() == 0 || firstPosition + t - j < spec.window()));
  }

  @Override
  public Tensor attention(
      Tensor q, Tensor keys, Tensor values, AttentionSpec spec, Sequences sequences) {
    return attention(
        q, keys, values, spec, (t, j) -> sequence(sequences, t) == sequence(sequences, j));
  }

  private static int sequence(Sequences sequences, int row) {
    int sequence = 0;
    while (row >= sequences.start(sequence) + sequences.length(sequence)) {
      sequence++;
    }
    return sequence;
  }

  /** Whether a row of queries sees a row of keys. */
  private interface Sight {
    boolean sees(int query, int key);
  }

  private static Tensor attention(
      Tensor q, Tensor keys, Tensor values, AttentionSpec spec, Sight sight) {
    double[] y = new double[q.rows() * spec.heads() * spec.valueSize()];
    double[] queries = values(q);
    double[] k = values(keys);
    double[] v = values(values);
    int group = spec.heads() / spec.kvHeads();
    for (int t = 0; t < q.rows(); t++) {
      for (int head = 0; head < spec.heads(); head++) {
        double total = 0;
        double[] p = new double[keys.rows()];
        for (int j = 0; j < p.length; j++) {
          if (sight.sees(t, j)) {
            double score = 0;
            for (int i = 0; i < spec.keySize(); i++) {
              score +=
                  queries[t * q.columns() + head * spec.keySize() + i]
                      * k[j * keys.columns() + head / group * spec.keySize() + i];
            }
            p[j] = Math.exp(score * spec.scale());
            total += p[j];
          }
        }
        for (int j = 0; j < p.length; j++) {
          for (int i = 0; i < spec.valueSize(); i++) {
            y[(t * spec.heads() + head) * spec.valueSize() + i] +=
                p[j] / total * v[j * values.columns() + head / group * spec.valueSize() + i];
          }
        }
      }
    }
    return tensor(q.rows(), spec.heads() * spec.valueSize(), y);
  }

  @Override
  public Tensor pool(Tensor x, Sequences sequences, Pooling pooling) {
    double[] in = values(x);
    int columns = x.columns();
    double[] y = new double[sequences.count() * columns];
    for (int i = 0; i < y.length; i++) {
      int first = sequences.start(i / columns) * columns + i % columns;
      int length = sequences.length(i / columns);
      y[i] =
          switch (pooling) {
            case MEAN ->
                IntStream.range(0, length).mapToDouble(t -> in[first + t * columns]).sum() / length;
            case FIRST -> in[first];
            case LAST -> in[first + (length - 1) * columns];
          };
    }
    return tensor(sequences.count(), columns, y);
  }

  @Override
  public void store(Tensor source, CachedRows target, int position) {
    throw new IllegalStateException("the reference keeps no cache");
  }

  @Override
  public Tensor attention(
      Tensor q, CachedRows keys, CachedRows values, AttentionSpec spec, int firstPosition) {
    throw new IllegalStateException("the reference keeps no cache");
  }

  @Override
  public Tensor rows(Tensor x, int from, int count) {
    double[] y = new double[count * x.columns()];
    System.arraycopy(values(x), from * x.columns(), y, 0, y.length);
    return tensor(count, x.columns(), y);
  }
}
