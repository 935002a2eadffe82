package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Attention of the query heads that share a key head over the positions of a page; reused. Leaves
 * for each query head the sum of values by weights, not yet divided, the largest score and the sum
 * of the weights.
 *
 * <p>What a call reads lies together, and the next key head's behind it: memory is read in two
 * streams.
 */
final class DecodeCall {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  /**
   * What is done one after the other. All of it in one compilation is more than C2 inlines, the
   * rest of whose vectors would be objects: the one place that calls three classes knows too many
   * to inline any.
   */
  private static final Phase[] PHASES = {
    DecodeCall::addScores, DecodeCall::weigh, DecodeCall::addValues
  };

  KeyValueRows keys = KeyValueRows.ofKeys();
  KeyValueRows values = KeyValueRows.ofValues();
  int kvHead;

  /** Query heads. */
  int heads;

  /** Where the page begins. */
  int page;

  /** Positions that are seen: a range of the page. */
  int first;

  int end;

  /** Queries times the scale, one after the other, from {@link #firstQuery} on. */
  float[] queries = {};

  int firstQuery;

  /** Where the results go, and bytes from one head's to the next. */
  MemorySegment results = MemorySegment.NULL;

  long firstResult;
  long resultBytes;

  /** Scores, then weights, {@link KeyValueRows#PAGE} for each head. */
  private float[] scores = {};

  /** Sums of values, whole vectors for each head. */
  private float[] sums = {};

  private int sumLength;

  /** One vector: as an argument it would be boxed where C2 does not inline the sum of its lanes. */
  private final float[] lanes = new float[Lanes.COUNT];

  private final LineSums product = new LineSums();

  @FunctionalInterface
  private interface Phase {
    void run(DecodeCall call);
  }

  void attend() {
    prepare();
    for (Phase phase : PHASES) {
      phase.run(this);
    }
    for (int head = 0; head < heads; head++) {
      long to = firstResult + head * resultBytes;
      MemorySegment.copy(sums, head * sumLength, results, FLOAT, to, values.size);
    }
  }

  private void prepare() {
    sumLength = Math.ceilDiv(values.size, Lanes.COUNT) * Lanes.COUNT;
    if (scores.length < heads * KeyValueRows.PAGE) {
      scores = new float[heads * KeyValueRows.PAGE];
    }
    if (sums.length < heads * sumLength) {
      sums = new float[heads * sumLength];
    }
    Arrays.fill(scores, 0, heads * KeyValueRows.PAGE, 0);
    Arrays.fill(sums, 0, heads * sumLength, 0);
    product.heads = heads;
    int floats =
        Math.max(keys.floatsOfLines(KeyValueRows.LINES), values.floatsOfLines(KeyValueRows.LINES));
    if (product.lines.length < floats) {
      product.lines = new float[floats];
    }
  }

  private void addScores() {
    product.lineLength = KeyValueRows.PAGE;
    product.firstLine = 0;
    product.endLine = keys.size;
    product.weights = queries;
    product.firstWeight = firstQuery;
    product.weightsPerHead = keys.size;
    product.sums = scores;
    product.sumsPerHead = KeyValueRows.PAGE;
    product.length = seenVectors();
    keys.addLines(page, kvHead, end, product);
  }

  private void addValues() {
    product.lineLength = values.lineLength();
    product.firstLine = first - page;
    product.endLine = end - page;
    product.weights = scores;
    product.firstWeight = 0;
    product.weightsPerHead = KeyValueRows.PAGE;
    product.sums = sums;
    product.sumsPerHead = sumLength;
    product.length = sumLength;
    values.addLines(page, kvHead, end, product);
  }

  private void weigh() {
    int length = seenVectors();
    for (int head = 0; head < heads; head++) {
      int line = head * KeyValueRows.PAGE;
      Arrays.fill(scores, line, line + first - page, SoftmaxCall.UNSEEN);
      Arrays.fill(scores, line + end - page, line + length, SoftmaxCall.UNSEEN);
      weigh(head, line, line + length);
    }
  }

  /** Positions of the page up to the last one that is seen, in whole vectors of any format. */
  private int seenVectors() {
    return Math.ceilDiv(end - page, KeyValueRows.LINES) * KeyValueRows.LINES;
  }

  /** Turns scores into weights; leaves the largest score, and the sum of the weights after it. */
  private void weigh(int head, int from, int to) {
    FloatVector maxima = FloatVector.broadcast(Lanes.F, SoftmaxCall.UNSEEN);
    for (int i = from; i < to; i += Lanes.COUNT) {
      FloatVector score = FloatVector.fromArray(Lanes.F, scores, i);
      maxima = maxima.blend(score, score.compare(VectorOperators.GT, maxima));
    }
    float max = maxima.reduceLanes(VectorOperators.MAX);
    FloatVector sum = FloatVector.zero(Lanes.F);
    for (int i = from; i < to; i += Lanes.COUNT) {
      FloatVector weight = VectorMath.exp(FloatVector.fromArray(Lanes.F, scores, i).sub(max));
      weight.intoArray(scores, i);
      sum = sum.add(weight);
    }
    long at = firstResult + head * resultBytes + values.size * 4L;
    results.set(FLOAT, at, max);
    sum.intoArray(lanes, 0);
    results.set(FLOAT, at + 4, VectorMath.sum(lanes));
  }

  /** {@code target += factor * source}, {@code count} elements. */
  static void addScaled(
      MemorySegment source,
      long sourceOffset,
      float factor,
      int count,
      MemorySegment target,
      long targetOffset) {
    FloatVector factors = FloatVector.broadcast(Lanes.F, factor);
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long at = i * 4L;
      FloatVector.fromMemorySegment(Lanes.F, source, sourceOffset + at, Lanes.ORDER)
          .mul(factors)
          .add(FloatVector.fromMemorySegment(Lanes.F, target, targetOffset + at, Lanes.ORDER))
          .intoMemorySegment(target, targetOffset + at, Lanes.ORDER);
    }
    for (; i < count; i++) {
      long at = i * 4L;
      float product = factor * source.get(FLOAT, sourceOffset + at);
      target.set(FLOAT, targetOffset + at, product + target.get(FLOAT, targetOffset + at));
    }
  }
}
