package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * {@link LineSums} over lines of {@link F16Cache} as they lie in a stretch, strip after strip:
 * nothing is written between, so that reading memory never pauses.
 */
final class CoupledSums {
  private static final int LINE_BYTES = F16Cache.COUPLED * Short.BYTES;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  private CoupledSums() {}

  /** Adds to the sums of four heads; {@code lines} are all of the stretch. */
  static void add4(LineSums call, int head, MemorySegment data, long stretch, int lines) {
    float[] weights = call.weights;
    float[] sums = call.sums;
    int first = call.firstLine;
    int end = call.endLine;
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
    for (int low = 0; low < call.length; low = next(low)) {
      int high = low + F16Cache.HALF;
      FloatVector s0 = FloatVector.fromArray(Lanes.F, sums, to0 + low);
      FloatVector s1 = FloatVector.fromArray(Lanes.F, sums, to1 + low);
      FloatVector s2 = FloatVector.fromArray(Lanes.F, sums, to2 + low);
      FloatVector s3 = FloatVector.fromArray(Lanes.F, sums, to3 + low);
      FloatVector n0 = FloatVector.fromArray(Lanes.F, sums, to0 + high);
      FloatVector n1 = FloatVector.fromArray(Lanes.F, sums, to1 + high);
      FloatVector n2 = FloatVector.fromArray(Lanes.F, sums, to2 + high);
      FloatVector n3 = FloatVector.fromArray(Lanes.F, sums, to3 + high);
      IntVector carries = IntVector.zero(Lanes.I);
      long at = at(stretch, lines, low);
      for (int line = first; line < end; line++) {
        IntVector both =
            IntVector.fromMemorySegment(Lanes.I, data, at + (long) line * LINE_BYTES, Lanes.ORDER);
        carries = VectorMath.orCarries(both, carries);
        FloatVector s = VectorMath.lowHalves(both);
        FloatVector n = VectorMath.highHalves(both);
        FloatVector w = FloatVector.broadcast(Lanes.F, weights[w0 + line]);
        s0 = s.fma(w, s0);
        n0 = n.fma(w, n0);
        w = FloatVector.broadcast(Lanes.F, weights[w1 + line]);
        s1 = s.fma(w, s1);
        n1 = n.fma(w, n1);
        w = FloatVector.broadcast(Lanes.F, weights[w2 + line]);
        s2 = s.fma(w, s2);
        n2 = n.fma(w, n2);
        w = FloatVector.broadcast(Lanes.F, weights[w3 + line]);
        s3 = s.fma(w, s3);
        n3 = n.fma(w, n3);
      }
      if (VectorMath.anySign(carries)) {
        addSingly(call, head, data, at, low);
        continue;
      }
      s0.intoArray(sums, to0 + low);
      s1.intoArray(sums, to1 + low);
      s2.intoArray(sums, to2 + low);
      s3.intoArray(sums, to3 + low);
      n0.intoArray(sums, to0 + high);
      n1.intoArray(sums, to1 + high);
      n2.intoArray(sums, to2 + high);
      n3.intoArray(sums, to3 + high);
    }
  }

  private static int next(int low) {
    int next = low + Lanes.COUNT;
    return next % F16Cache.COUPLED < F16Cache.HALF ? next : next + F16Cache.HALF;
  }

  private static long at(long stretch, int lines, int low) {
    long strip = low / F16Cache.COUPLED;
    return stretch + strip * lines * LINE_BYTES + low % F16Cache.COUPLED * 4L;
  }

  /** The same, one number at a time, of couples among which are some that are no numbers. */
  private static void addSingly(LineSums call, int head, MemorySegment data, long at, int low) {
    for (int h = head; h < Math.min(head + LineSums.HEADS, call.heads); h++) {
      for (int i = 0; i < 2 * Lanes.COUNT; i++) {
        int half = i % 2;
        int to = call.firstSum + h * call.sumsPerHead + low + half * F16Cache.HALF + i / 2;
        for (int line = call.firstLine; line < call.endLine; line++) {
          float weight = call.weights[call.firstWeight + h * call.weightsPerHead + line];
          short element = data.get(SHORT, at + (long) line * LINE_BYTES + i * 2L);
          call.sums[to] = Math.fma(weight, Float.float16ToFloat(element), call.sums[to]);
        }
      }
    }
  }
}
