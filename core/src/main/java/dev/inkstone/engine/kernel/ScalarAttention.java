package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Attention without vectors: for one query and one head at a time, keys in tiles of 256, with the
 * softmax kept up to date from tile to tile (Milakov, Gimelshein 2018, arXiv:1805.02867).
 */
final class ScalarAttention implements Workers.Job {
  private static final int TILE = 256;

  private final float[][] scores;
  private final float[][] sums;
  private final float[][] rows;
  private final float[][] queries;
  private AttentionCall call = new AttentionCall();

  ScalarAttention(int threads) {
    scores = new float[threads][TILE];
    sums = new float[threads][0];
    rows = new float[threads][0];
    queries = new float[threads][0];
  }

  void attend(Workers workers, AttentionCall call) {
    this.call = call;
    int longest = Math.max(call.keySize(), call.valueSize());
    if (sums[0].length < longest) {
      Arrays.setAll(sums, i -> new float[longest]);
      Arrays.setAll(rows, i -> new float[longest]);
      Arrays.setAll(queries, i -> new float[longest]);
    }
    workers.run(call.tokens * call.heads, this);
  }

  @Override
  public void run(int chunk, int worker) {
    int token = chunk / call.heads;
    int head = chunk % call.heads;
    int position = call.firstPosition + token;
    if (call.sequences > 0) {
      int sequence = sequence(token);
      attend(token, head, call.starts[sequence], call.starts[sequence + 1], worker);
    } else {
      int first = call.window > 0 ? Math.max(0, position - call.window + 1) : 0;
      attend(token, head, first, position + 1, worker);
    }
  }

  /** The sequence that row {@code token} belongs to. */
  private int sequence(int token) {
    int found = Arrays.binarySearch(call.starts, 0, call.sequences + 1, token);
    return found >= 0 ? found : -found - 2;
  }

  /** Attention of one query to the keys {@code first .. end - 1}. */
  private void attend(int token, int head, int first, int end, int worker) {
    float[] sum = sums[worker];
    float[] score = scores[worker];
    float[] query = queries[worker];
    long source = ((long) token * call.heads + head) * call.keySize() * Float.BYTES;
    MemorySegment.copy(call.queries, ValueLayout.JAVA_FLOAT, source, query, 0, call.keySize());
    call.keys.rotate(query);
    Arrays.fill(sum, 0);
    float max = Float.NEGATIVE_INFINITY;
    float total = 0;
    for (int from = first; from < end; from += TILE) {
      int count = Math.min(TILE, end - from);
      float newMax = Math.max(max, score(query, head, from, count, score, rows[worker]));
      float shrink = exp(max - newMax);
      total = total * shrink + weigh(score, count, newMax);
      addValues(head, from, count, score, shrink, sum, rows[worker]);
      max = newMax;
    }
    call.values.rotate(sum);
    long target = ((long) token * call.heads + head) * call.valueSize();
    for (int i = 0; i < call.valueSize(); i++) {
      call.result.set(ValueLayout.JAVA_FLOAT, (target + i) * Float.BYTES, sum[i] / total);
    }
  }

  private float score(float[] query, int head, int from, int count, float[] score, float[] row) {
    float max = Float.NEGATIVE_INFINITY;
    for (int j = 0; j < count; j++) {
      call.keys.read(from + j, kvHead(head), row);
      float dot = 0;
      for (int i = 0; i < call.keySize(); i++) {
        dot += query[i] * row[i];
      }
      score[j] = dot * call.scale;
      max = Math.max(max, score[j]);
    }
    return max;
  }

  private static float weigh(float[] score, int count, float max) {
    float total = 0;
    for (int j = 0; j < count; j++) {
      score[j] = exp(score[j] - max);
      total += score[j];
    }
    return total;
  }

  private void addValues(
      int head, int from, int count, float[] score, float shrink, float[] sum, float[] row) {
    for (int i = 0; i < call.valueSize(); i++) {
      sum[i] *= shrink;
    }
    for (int j = 0; j < count; j++) {
      call.values.read(from + j, kvHead(head), row);
      for (int i = 0; i < call.valueSize(); i++) {
        sum[i] += score[j] * row[i];
      }
    }
  }

  private int kvHead(int head) {
    return head / (call.heads / call.kvHeads());
  }

  private static float exp(float x) {
    return (float) Math.exp(x);
  }
}
