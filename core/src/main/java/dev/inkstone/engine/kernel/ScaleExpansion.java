package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Turns the scales of a stretch of a panel into floats, {@code [scale block][lanes]}, so that the
 * kernels for codes need not know how a format keeps its scales. This costs one vector per scale
 * block where the codes cost 16 or 32.
 */
final class ScaleExpansion {
  private ScaleExpansion() {}

  /** Writes scales and offsets for {@code call}, which is aimed already. */
  static void expand(PanelCall call, PanelMatrix matrix, PanelFormat.Codes codes, int panel) {
    if (codes.subScaled()) {
      expandSubScaled(call, matrix.layout(), codes, panel);
    } else {
      expandPlain(call, matrix.layout(), codes, panel);
    }
  }

  private static void expandPlain(
      PanelCall call, PanelLayout layout, PanelFormat.Codes codes, int panel) {
    MemorySegment w = call.weights;
    MemorySegment scratch = call.scratch;
    int first = call.firstColumn / codes.weightsPerScale();
    long start = panel * layout.panelBytes + (long) first * Lanes.COUNT * Short.BYTES;
    float zero = -PanelCall.remainingZero(codes);
    boolean hasOffset = codes.hasOffset();
    for (int s = 0; s < call.scaleBlocks; s++) {
      long at = start + (long) s * Lanes.COUNT * Short.BYTES;
      long to = (long) s * Lanes.BYTES;
      FloatVector scale = VectorMath.halves(w, at + layout.scales);
      scale.intoMemorySegment(scratch, call.scales + to, Lanes.ORDER);
      FloatVector offset = scale.mul(zero);
      if (hasOffset) {
        offset = offset.add(VectorMath.halves(w, at + layout.offsets));
      }
      offset.intoMemorySegment(scratch, call.offsets + to, Lanes.ORDER);
    }
  }

  private static void expandSubScaled(
      PanelCall call, PanelLayout layout, PanelFormat.Codes codes, int panel) {
    MemorySegment w = call.weights;
    MemorySegment scratch = call.scratch;
    int first = call.firstColumn / codes.weightsPerScale();
    int perBlock = codes.scalesPerBlock();
    long start = panel * layout.panelBytes;
    long subAt = start + (long) first * Lanes.COUNT;
    float zero = -PanelCall.remainingZero(codes);
    boolean hasOffset = codes.hasOffset();
    int block = first / perBlock;
    int inBlock = first % perBlock;
    for (int s = 0; s < call.scaleBlocks; s++) {
      long at = start + (long) block * Lanes.COUNT * Short.BYTES;
      long to = (long) s * Lanes.BYTES;
      FloatVector scale =
          VectorMath.halves(w, at + layout.scales)
              .mul(VectorMath.signedBytes(w, subAt + layout.subScales));
      scale.intoMemorySegment(scratch, call.scales + to, Lanes.ORDER);
      FloatVector offset = scale.mul(zero);
      if (hasOffset) {
        offset =
            VectorMath.halves(w, at + layout.offsets)
                .fma(VectorMath.unsignedBytes(w, subAt + layout.subOffsets), offset);
      }
      offset.intoMemorySegment(scratch, call.offsets + to, Lanes.ORDER);
      subAt += Lanes.COUNT;
      inBlock++;
      if (inBlock == perBlock) {
        inBlock = 0;
        block++;
      }
    }
  }

  /**
   * Sums of the activations of every scale block, into {@code sums}.
   *
   * @param perScale columns of a scale block, a multiple of 16
   */
  static void sumActivations(
      MemorySegment x, int columns, int perScale, MemorySegment sums, long offset) {
    for (int s = 0; s < columns / perScale; s++) {
      FloatVector sum = FloatVector.zero(Lanes.F);
      for (int i = 0; i < perScale; i += Lanes.COUNT) {
        long at = ((long) s * perScale + i) * Float.BYTES;
        sum = sum.add(FloatVector.fromMemorySegment(Lanes.F, x, at, Lanes.ORDER));
      }
      float total = sum.reduceLanes(VectorOperators.ADD);
      sums.set(ValueLayout.JAVA_FLOAT, offset + (long) s * Float.BYTES, total);
    }
  }

  /** Sets the vector at the call's result to zero. */
  static void clear(PanelCall call) {
    FloatVector.zero(Lanes.F).intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }

  /** The part of a dot product that the offsets make: {@code sum over s of offset[s] * sums[s]}. */
  static void addOffsets(PanelCall call, MemorySegment sums, long sumsOffset) {
    MemorySegment scratch = call.scratch;
    FloatVector total =
        FloatVector.fromMemorySegment(Lanes.F, call.out, call.outOffset, Lanes.ORDER);
    for (int s = 0; s < call.scaleBlocks; s++) {
      long at = call.offsets + (long) s * Lanes.BYTES;
      float sum = sums.get(ValueLayout.JAVA_FLOAT, sumsOffset + (long) s * Float.BYTES);
      total =
          FloatVector.fromMemorySegment(Lanes.F, scratch, at, Lanes.ORDER)
              .fma(FloatVector.broadcast(Lanes.F, sum), total);
    }
    total.intoMemorySegment(call.out, call.outOffset, Lanes.ORDER);
  }
}
