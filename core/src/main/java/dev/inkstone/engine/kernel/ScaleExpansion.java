package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * Turns the scales of a stretch of a panel into floats, {@code [scale block][lanes]}, so that the
 * kernels for codes need not know how a format keeps its scales. This costs one vector per scale
 * block where the codes cost 16 or 32.
 *
 * <p>One loop per plane, without branches that vectors would have to cross: C2 boxes some of those.
 */
final class ScaleExpansion {
  private ScaleExpansion() {}

  /** Writes scales and offsets for {@code call}, which is aimed already. */
  static void expand(PanelCall call, PanelMatrix matrix, PanelFormat.Codes codes, int panel) {
    PanelLayout layout = matrix.layout();
    long start = panel * layout.panelBytes;
    int first = call.firstColumn / codes.weightsPerScale();
    if (codes.subScaled()) {
      long bytes = start + (long) first * Lanes.COUNT;
      int perBlock = codes.scalesPerBlock();
      subScales(call, start + layout.scales, bytes + layout.subScales, first, perBlock);
      writeZeros(call, -PanelCall.remainingZero(codes));
      if (codes.hasOffset()) {
        subOffsets(call, start + layout.offsets, bytes + layout.subOffsets, first, perBlock);
      }
    } else {
      long halves = start + (long) first * Lanes.COUNT * Short.BYTES;
      scales(call, halves + layout.scales);
      writeZeros(call, -PanelCall.remainingZero(codes));
      if (codes.hasOffset()) {
        offsets(call, halves + layout.offsets);
      }
    }
  }

  private static void scales(PanelCall call, long from) {
    MemorySegment w = call.weights;
    MemorySegment scratch = call.scratch;
    long to = call.scales;
    int count = call.scaleBlocks;
    for (int s = 0; s < count; s++) {
      VectorMath.halves(w, from + (long) s * Lanes.COUNT * Short.BYTES)
          .intoMemorySegment(scratch, to + (long) s * Lanes.BYTES, Lanes.ORDER);
    }
  }

  private static void offsets(PanelCall call, long from) {
    MemorySegment w = call.weights;
    MemorySegment scratch = call.scratch;
    long to = call.offsets;
    int count = call.scaleBlocks;
    for (int s = 0; s < count; s++) {
      long at = to + (long) s * Lanes.BYTES;
      VectorMath.halves(w, from + (long) s * Lanes.COUNT * Short.BYTES)
          .add(FloatVector.fromMemorySegment(Lanes.F, scratch, at, Lanes.ORDER))
          .intoMemorySegment(scratch, at, Lanes.ORDER);
    }
  }

  private static void subScales(PanelCall call, long from, long bytes, int first, int perBlock) {
    MemorySegment w = call.weights;
    MemorySegment scratch = call.scratch;
    long to = call.scales;
    int count = call.scaleBlocks;
    int block = first / perBlock;
    int inBlock = first % perBlock;
    for (int s = 0; s < count; s++) {
      VectorMath.halves(w, from + (long) block * Lanes.COUNT * Short.BYTES)
          .mul(VectorMath.signedBytes(w, bytes + (long) s * Lanes.COUNT))
          .intoMemorySegment(scratch, to + (long) s * Lanes.BYTES, Lanes.ORDER);
      inBlock++;
      if (inBlock == perBlock) {
        inBlock = 0;
        block++;
      }
    }
  }

  private static void subOffsets(PanelCall call, long from, long bytes, int first, int perBlock) {
    MemorySegment w = call.weights;
    MemorySegment scratch = call.scratch;
    long to = call.offsets;
    int count = call.scaleBlocks;
    int block = first / perBlock;
    int inBlock = first % perBlock;
    for (int s = 0; s < count; s++) {
      long at = to + (long) s * Lanes.BYTES;
      VectorMath.halves(w, from + (long) block * Lanes.COUNT * Short.BYTES)
          .fma(
              VectorMath.unsignedBytes(w, bytes + (long) s * Lanes.COUNT),
              FloatVector.fromMemorySegment(Lanes.F, scratch, at, Lanes.ORDER))
          .intoMemorySegment(scratch, at, Lanes.ORDER);
      inBlock++;
      if (inBlock == perBlock) {
        inBlock = 0;
        block++;
      }
    }
  }

  /** What subtracting the zero code comes to: {@code offset = scale * -zero}. */
  private static void writeZeros(PanelCall call, float factor) {
    MemorySegment scratch = call.scratch;
    long from = call.scales;
    long to = call.offsets;
    int count = call.scaleBlocks;
    for (int s = 0; s < count; s++) {
      FloatVector.fromMemorySegment(Lanes.F, scratch, from + (long) s * Lanes.BYTES, Lanes.ORDER)
          .mul(factor)
          .intoMemorySegment(scratch, to + (long) s * Lanes.BYTES, Lanes.ORDER);
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
      float total = VectorMath.sum(sum);
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
