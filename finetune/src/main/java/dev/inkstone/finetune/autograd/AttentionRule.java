package dev.inkstone.finetune.autograd;

import dev.inkstone.engine.tensor.AttentionSpec;
import dev.inkstone.engine.tensor.Tensor;

/**
 * Attention, head by head, of queries that each see some neighbouring keys: {@code p =
 * softmax(scale q . k^T)}, {@code y = p v} (Vaswani et al. 2017, arXiv:1706.03762); {@code heads /
 * kvHeads} query heads share a key/value head (Ainslie et al. 2023, arXiv:2305.13245).
 *
 * <p>Backward keeps no {@code (T, T)} matrix: the probabilities of one query are computed again
 * (Rabe, Staats 2021, arXiv:2112.05682; Dao et al. 2022, arXiv:2205.14135). Per query:
 *
 * <pre>{@code
 * dp_j  = dy . v_j
 * ds_j  = p_j (dp_j - sum over i of p_i dp_i)
 * dv_j += p_j dy
 * dq   += scale sum over j of ds_j k_j
 * dk_j += scale ds_j q
 * }</pre>
 */
record AttentionRule(
    Tensor q, Tensor keys, Tensor values, AttentionSpec spec, SeenKeys seen, Tensor y)
    implements BackwardRule {

  @Override
  public boolean needed(Gradients gradients) {
    return gradients.wanted(q) || gradients.wanted(keys) || gradients.wanted(values);
  }

  @Override
  public void backward(Tensor dy, Gradients gradients) {
    float[][] k = rowsOf(keys, seen.rows());
    float[][] v = rowsOf(values, seen.rows());
    float[][] dk = new float[seen.rows()][keys.columns()];
    float[][] dv = new float[seen.rows()][values.columns()];
    for (int t = 0; t < q.rows(); t++) {
      Query query = new Query(spec, Floats.row(q, t), Floats.row(dy, t), seen, t);
      for (int head = 0; head < spec.heads(); head++) {
        query.backward(head, k, v, dk, dv);
      }
      if (gradients.wanted(q)) {
        Floats.add(gradients.of(q), t, 1, query.dq);
      }
    }
    addRows(keys, dk, gradients);
    addRows(values, dv, gradients);
  }

  private static float[][] rowsOf(Tensor tensor, int count) {
    float[][] rows = new float[count][];
    for (int r = 0; r < count; r++) {
      rows[r] = Floats.row(tensor, r);
    }
    return rows;
  }

  private static void addRows(Tensor tensor, float[][] rows, Gradients gradients) {
    if (gradients.wanted(tensor)) {
      Tensor gradient = gradients.of(tensor);
      for (int r = 0; r < rows.length; r++) {
        Floats.add(gradient, r, 1, rows[r]);
      }
    }
  }

  /** One row of queries, all heads. */
  private static final class Query {
    private final AttentionSpec spec;
    private final float[] q;
    private final float[] dy;
    private final float[] dq;
    private final int first;
    private final double[] p;
    private final double[] dp;

    Query(AttentionSpec spec, float[] q, float[] dy, SeenKeys seen, int row) {
      this.spec = spec;
      this.q = q;
      this.dy = dy;
      this.dq = new float[q.length];
      this.first = seen.first()[row];
      this.p = new double[seen.end()[row] - first];
      this.dp = new double[p.length];
    }

    void backward(int head, float[][] k, float[][] v, float[][] dk, float[][] dv) {
      int kvHead = head / (spec.heads() / spec.kvHeads());
      int query = head * spec.keySize();
      int key = kvHead * spec.keySize();
      int result = head * spec.valueSize();
      int value = kvHead * spec.valueSize();
      probabilities(query, k, key);
      double mean = 0;
      for (int j = 0; j < p.length; j++) {
        dp[j] = dot(dy, result, v[first + j], value, spec.valueSize());
        mean += p[j] * dp[j];
      }
      for (int j = 0; j < p.length; j++) {
        float ds = (float) (spec.scale() * p[j] * (dp[j] - mean));
        addScaled(dv[first + j], value, (float) p[j], dy, result, spec.valueSize());
        addScaled(dq, query, ds, k[first + j], key, spec.keySize());
        addScaled(dk[first + j], key, ds, q, query, spec.keySize());
      }
    }

    private void probabilities(int query, float[][] k, int key) {
      double max = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < p.length; j++) {
        p[j] = spec.scale() * dot(q, query, k[first + j], key, spec.keySize());
        max = Math.max(max, p[j]);
      }
      double sum = 0;
      for (int j = 0; j < p.length; j++) {
        p[j] = Math.exp(p[j] - max);
        sum += p[j];
      }
      for (int j = 0; j < p.length; j++) {
        p[j] /= sum;
      }
    }

    private static double dot(float[] a, int aFrom, float[] b, int bFrom, int count) {
      double sum = 0;
      for (int i = 0; i < count; i++) {
        sum += (double) a[aFrom + i] * b[bFrom + i];
      }
      return sum;
    }

    private static void addScaled(
        float[] target, int to, float factor, float[] source, int from, int count) {
      for (int i = 0; i < count; i++) {
        target[to + i] += factor * source[from + i];
      }
    }
  }
}
