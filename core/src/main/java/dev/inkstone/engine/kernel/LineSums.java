package dev.inkstone.engine.kernel;

import jdk.incubator.vector.FloatVector;

/**
 * Adds lines by weights to sums, for four heads at a time or one: {@code sums[h] += sum over l of
 * weights[h][l] * lines[l]}. Where fewer heads or vectors are left than go side by side, the last
 * one is computed several times.
 */
final class LineSums {
  /** Heads at a time. */
  static final int HEADS = 4;

  /** Lines as binary32, and elements from one to the next. */
  float[] lines = {};

  int lineLength;

  /** Lines {@code firstLine .. endLine - 1} are added. */
  int firstLine;

  int endLine;

  /** Elements that are added: whole vectors. */
  int length;

  int heads;

  /** Weight of line 0 for head 0 is at {@link #firstWeight}. */
  float[] weights = {};

  int firstWeight;
  int weightsPerHead;

  /** Sums of head 0 are from {@link #firstSum} on. */
  float[] sums = {};

  int firstSum;
  int sumsPerHead;

  void add() {
    for (int head = 0; head < heads; head += HEADS) {
      if (head + 1 == heads) {
        add1(this, head);
      } else {
        add4(this, head);
      }
    }
  }

  private static void add4(LineSums call, int head) {
    float[] lines = call.lines;
    float[] weights = call.weights;
    float[] sums = call.sums;
    int lineLength = call.lineLength;
    int first = call.firstLine;
    int end = call.endLine;
    int length = call.length;
    int h1 = Math.min(head + 1, call.heads - 1);
    int h2 = Math.min(head + 2, call.heads - 1);
    int h3 = Math.min(head + 3, call.heads - 1);
    int w0 = call.firstWeight + head * call.weightsPerHead;
    int w1 = call.firstWeight + h1 * call.weightsPerHead;
    int w2 = call.firstWeight + h2 * call.weightsPerHead;
    int w3 = call.firstWeight + h3 * call.weightsPerHead;
    int to0 = call.firstSum + head * call.sumsPerHead;
    int to1 = call.firstSum + h1 * call.sumsPerHead;
    int to2 = call.firstSum + h2 * call.sumsPerHead;
    int to3 = call.firstSum + h3 * call.sumsPerHead;
    for (int i = 0; i < length; i += 2 * Lanes.COUNT) {
      int j = Math.min(i + Lanes.COUNT, length - Lanes.COUNT);
      FloatVector s0 = FloatVector.fromArray(Lanes.F, sums, to0 + i);
      FloatVector s1 = FloatVector.fromArray(Lanes.F, sums, to1 + i);
      FloatVector s2 = FloatVector.fromArray(Lanes.F, sums, to2 + i);
      FloatVector s3 = FloatVector.fromArray(Lanes.F, sums, to3 + i);
      FloatVector n0 = FloatVector.fromArray(Lanes.F, sums, to0 + j);
      FloatVector n1 = FloatVector.fromArray(Lanes.F, sums, to1 + j);
      FloatVector n2 = FloatVector.fromArray(Lanes.F, sums, to2 + j);
      FloatVector n3 = FloatVector.fromArray(Lanes.F, sums, to3 + j);
      for (int line = first; line < end; line++) {
        int at = line * lineLength;
        FloatVector v = FloatVector.fromArray(Lanes.F, lines, at + i);
        FloatVector n = FloatVector.fromArray(Lanes.F, lines, at + j);
        FloatVector w = FloatVector.broadcast(Lanes.F, weights[w0 + line]);
        s0 = v.fma(w, s0);
        n0 = n.fma(w, n0);
        w = FloatVector.broadcast(Lanes.F, weights[w1 + line]);
        s1 = v.fma(w, s1);
        n1 = n.fma(w, n1);
        w = FloatVector.broadcast(Lanes.F, weights[w2 + line]);
        s2 = v.fma(w, s2);
        n2 = n.fma(w, n2);
        w = FloatVector.broadcast(Lanes.F, weights[w3 + line]);
        s3 = v.fma(w, s3);
        n3 = n.fma(w, n3);
      }
      s0.intoArray(sums, to0 + i);
      s1.intoArray(sums, to1 + i);
      s2.intoArray(sums, to2 + i);
      s3.intoArray(sums, to3 + i);
      n0.intoArray(sums, to0 + j);
      n1.intoArray(sums, to1 + j);
      n2.intoArray(sums, to2 + j);
      n3.intoArray(sums, to3 + j);
    }
  }

  private static void add1(LineSums call, int head) {
    float[] lines = call.lines;
    float[] weights = call.weights;
    float[] sums = call.sums;
    int lineLength = call.lineLength;
    int first = call.firstLine;
    int end = call.endLine;
    int last = call.length - Lanes.COUNT;
    int weight = call.firstWeight + head * call.weightsPerHead;
    int to = call.firstSum + head * call.sumsPerHead;
    for (int i = 0; i <= last; i += 4 * Lanes.COUNT) {
      int i1 = Math.min(i + Lanes.COUNT, last);
      int i2 = Math.min(i + 2 * Lanes.COUNT, last);
      int i3 = Math.min(i + 3 * Lanes.COUNT, last);
      FloatVector s0 = FloatVector.fromArray(Lanes.F, sums, to + i);
      FloatVector s1 = FloatVector.fromArray(Lanes.F, sums, to + i1);
      FloatVector s2 = FloatVector.fromArray(Lanes.F, sums, to + i2);
      FloatVector s3 = FloatVector.fromArray(Lanes.F, sums, to + i3);
      for (int line = first; line < end; line++) {
        int at = line * lineLength;
        FloatVector w = FloatVector.broadcast(Lanes.F, weights[weight + line]);
        s0 = w.fma(FloatVector.fromArray(Lanes.F, lines, at + i), s0);
        s1 = w.fma(FloatVector.fromArray(Lanes.F, lines, at + i1), s1);
        s2 = w.fma(FloatVector.fromArray(Lanes.F, lines, at + i2), s2);
        s3 = w.fma(FloatVector.fromArray(Lanes.F, lines, at + i3), s3);
      }
      s0.intoArray(sums, to + i);
      s1.intoArray(sums, to + i1);
      s2.intoArray(sums, to + i2);
      s3.intoArray(sums, to + i3);
    }
  }
}
