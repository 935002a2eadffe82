package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Attention of the query heads that share a key head over the positions of two pages; reused.
 * Leaves for each query head the sum of values by weights, not yet divided, the largest score and
 * the sum of the weights.
 *
 * <p>Keys, then values, are read some lines at a time, which stay in the first level of the cache
 * while all query heads use them.
 */
final class DecodeCall {
  /** Positions at most. */
  static final int POSITIONS = 2 * KeyValueRows.PAGE;

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

  /** Where the pages begin. */
  int start;

  /** Positions that are seen: a range from {@link #start} on. */
  int first;

  int end;

  /** Queries times the scale, one after the other, from {@link #firstQuery} on. */
  float[] queries = {};

  int firstQuery;

  /** Where the results go, and bytes from one head's to the next. */
  MemorySegment results = MemorySegment.NULL;

  long firstResult;
  long resultBytes;

  /** Scores, then weights, {@link #POSITIONS} for each head. */
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
    if (scores.length < heads * POSITIONS) {
      scores = new float[heads * POSITIONS];
    }
    if (sums.length < heads * sumLength) {
      sums = new float[heads * sumLength];
    }
    Arrays.fill(scores, 0, heads * POSITIONS, 0);
    Arrays.fill(sums, 0, heads * sumLength, 0);
    product.heads = heads;
    int floats =
        Math.max(keys.floatsOfLines(KeyValueRows.LINES), values.floatsOfLines(KeyValueRows.LINES));
    if (product.lines.length < floats) {
      product.lines = new float[floats];
    }
  }

  private void addScores() {
    for (int page = start; page < end; page += KeyValueRows.PAGE) {
      addScores(page);
    }
  }

  private void addScores(int page) {
    product.lineLength = KeyValueRows.PAGE;
    product.weights = queries;
    product.weightsPerHead = keys.size;
    product.sums = scores;
    product.firstSum = page - start;
    product.sumsPerHead = POSITIONS;
    product.length = KeyValueRows.PAGE;
    for (int line = 0; line < keys.size; line += KeyValueRows.LINES) {
      int count = Math.min(KeyValueRows.LINES, keys.size - line);
      keys.readLines(page, kvHead, line, count, end, product.lines, 0);
      product.firstLine = 0;
      product.endLine = count;
      product.firstWeight = firstQuery + line;
      product.add();
    }
  }

  private void addValues() {
    for (int page = start; page < end; page += KeyValueRows.PAGE) {
      addValues(page);
    }
  }

  private void addValues(int page) {
    product.lineLength = values.lineLength();
    product.weights = scores;
    product.weightsPerHead = POSITIONS;
    product.sums = sums;
    product.firstSum = 0;
    product.sumsPerHead = sumLength;
    product.length = sumLength;
    int pageEnd = Math.min(end, page + KeyValueRows.PAGE);
    for (int position = page; position < pageEnd; position += KeyValueRows.LINES) {
      int count = Math.min(KeyValueRows.LINES, pageEnd - position);
      if (position + count > first) {
        values.readLines(page, kvHead, position - page, count, end, product.lines, 0);
        product.firstLine = Math.max(0, first - position);
        product.endLine = count;
        product.firstWeight = position - start;
        product.add();
      }
    }
  }

  private void weigh() {
    int pagesEnd = start + Math.ceilDiv(end - start, KeyValueRows.PAGE) * KeyValueRows.PAGE;
    for (int head = 0; head < heads; head++) {
      int line = head * POSITIONS;
      Arrays.fill(scores, line, line + first - start, SoftmaxCall.UNSEEN);
      Arrays.fill(scores, line + end - start, line + pagesEnd - start, SoftmaxCall.UNSEEN);
      weigh(head, line, line + pagesEnd - start);
    }
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
