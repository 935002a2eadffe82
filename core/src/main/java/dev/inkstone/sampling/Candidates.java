package dev.inkstone.sampling;

import dev.inkstone.error.InkstoneException;
import java.util.Arrays;

/**
 * The tokens that may still be drawn, in reused arrays.
 *
 * <p>A candidate is one long: the logit's bits, turned so that a greater logit is a smaller number,
 * above the token id. Ascending numbers are therefore descending logits, and ascending ids among
 * equals; order and selection work on primitive arrays. Not thread-safe.
 */
final class Candidates {
  private long[] keys = new long[0];
  private double[] weights = new double[0];
  private int count;
  private int ordered; // so many of the first are the best, in order

  /** Starts over with all tokens whose logit is above negative infinity. */
  void load(float[] logits) {
    if (keys.length < logits.length) {
      keys = new long[logits.length];
    }
    int kept = 0;
    for (int id = 0; id < logits.length; id++) {
      float logit = logits[id];
      if (Float.isNaN(logit)) {
        throw new InkstoneException(
            "logit of token %d of %d is NaN: the weights or a LogitsProcessor are broken"
                .formatted(id, logits.length));
      }
      if (logit > Float.NEGATIVE_INFINITY) {
        keys[kept++] = key(logit, id);
      }
    }
    if (kept == 0) {
      throw new InkstoneException(
          "all %d tokens are forbidden: a LogitsProcessor or logit bias left none to draw"
              .formatted(logits.length));
    }
    count = kept;
    ordered = 0;
  }

  int count() {
    return count;
  }

  int id(int index) {
    return (int) keys[index];
  }

  float logit(int index) {
    int sortable = ~(int) (keys[index] >> 32);
    return Float.intBitsToFloat(sortable ^ ((sortable >> 31) & 0x7fff_ffff));
  }

  /** The greatest logit. */
  float maximum() {
    if (ordered == 0) {
      order(1);
    }
    return logit(0);
  }

  /** {@code exp(logit - maximum)}: the probability of a candidate but for the common divisor. */
  double weight(int index, float maximum) {
    float logit = logit(index);
    return logit == maximum ? 1 : Math.exp((double) logit - maximum);
  }

  /** Keeps the first {@code n}. */
  void truncate(int n) {
    count = n;
    ordered = Math.min(ordered, n);
  }

  /** Puts the best {@code n} first, in order, and keeps the others behind them. */
  void order(int n) {
    int wanted = Math.min(n, count);
    if (wanted <= ordered) {
      return;
    }
    if (wanted < count / 8) {
      selectBest(wanted);
      Arrays.sort(keys, 0, wanted);
      ordered = wanted;
    } else {
      Arrays.sort(keys, 0, count);
      ordered = count;
    }
  }

  /** Keeps the candidates at {@code indices[0 .. n - 1]}, which are distinct. */
  void keep(int[] indices, int n) {
    Arrays.sort(indices, 0, n);
    for (int i = 0; i < n; i++) {
      keys[i] = keys[indices[i]];
    }
    ordered = ordered >= count ? n : 0;
    count = n;
  }

  /** Draws by {@code weight^(1 / temperature)}; {@code uniform} is in {@code [0, 1)}. */
  int draw(double temperature, double uniform) {
    if (weights.length < count) {
      weights = new double[count];
    }
    float maximum = maximum();
    double sum = 0;
    for (int i = 0; i < count; i++) {
      float logit = logit(i);
      weights[i] = logit == maximum ? 1 : Math.exp(((double) logit - maximum) / temperature);
      sum += weights[i];
    }
    double left = uniform * sum;
    int last = 0;
    for (int i = 0; i < count; i++) {
      if (weights[i] > 0) {
        last = i;
        left -= weights[i];
        if (left < 0) {
          break;
        }
      }
    }
    return id(last);
  }

  /** Moves the {@code n} smallest keys to the front: a heap of the best, its worst at the root. */
  private void selectBest(int n) {
    for (int i = n / 2 - 1; i >= 0; i--) {
      siftDown(i, n);
    }
    for (int i = n; i < count; i++) {
      long key = keys[i];
      if (key < keys[0]) {
        keys[i] = keys[0];
        keys[0] = key;
        siftDown(0, n);
      }
    }
  }

  private void siftDown(int start, int n) {
    long key = keys[start];
    int hole = start;
    for (int child = 2 * hole + 1; child < n; child = 2 * hole + 1) {
      if (child + 1 < n && keys[child + 1] > keys[child]) {
        child++;
      }
      if (keys[child] <= key) {
        break;
      }
      keys[hole] = keys[child];
      hole = child;
    }
    keys[hole] = key;
  }

  private static long key(float logit, int id) {
    int bits = Float.floatToRawIntBits(logit + 0f); // + 0 makes -0 and 0 equal
    int sortable = bits ^ ((bits >> 31) & 0x7fff_ffff);
    return ((long) ~sortable << 32) | id;
  }
}
