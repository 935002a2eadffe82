package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Turns the scales of a stretch of a panel into floats, {@code [scale block][lanes]}, so that
 * unpacking codes need not know how a format keeps its scales. This costs one vector per scale
 * block where the codes cost 16 or 32.
 */
final class ScaleExpansion {
  private ScaleExpansion() {}

  /** Writes scales and offsets for {@code call}, which is aimed already. */
  static void expand(PanelCall call, PanelFormat.Codes format) {
    ScaleType type = format.scales().type();
    expand(
        call,
        type.shift,
        type.mask,
        type.factor * format.scales().unit(),
        format.scales().unit(),
        -zero(format));
  }

  /** The byte that stands for zero once codes are expanded. */
  private static int zero(PanelFormat.Codes format) {
    return format.bits() == Byte.SIZE ? CodeExpansion.ZERO_OF_BYTES : format.zero();
  }

  private static void expand(
      PanelCall call, int shift, int mask, float factor, float unit, float minusZero) {
    MemorySegment w = call.weights;
    MemorySegment scratch = call.scratch;
    ScaleParts.Part rests = call.parts.rests;
    ScaleParts.Part subScales = call.parts.subScales;
    ScaleParts.Part offsets = call.parts.offsets;
    ScaleParts.Part subOffsets = call.parts.subOffsets;
    long head = call.head;
    long headStride = call.headStride;
    int blockShift = call.blockShift;
    int groupShift = call.groupShift;
    int scaleShift = call.scaleShift;
    int inGroup = (1 << groupShift) - 1;
    long toScales = call.scales;
    long toOffsets = call.offsets;
    int count = call.scaleBlocks;
    for (int s = 0; s < count; s++) {
      int step = s << scaleShift;
      long block = step >> blockShift;
      long group = step >> groupShift;
      long scaleInGroup = (step & inGroup) >> scaleShift;
      FloatVector scale =
          VectorMath.scales(
                  w,
                  head + block * headStride,
                  shift,
                  mask,
                  factor,
                  rests.memory,
                  rests.start + block * rests.stride)
              .mul(
                  VectorMath.signedBytes(
                      subScales.memory,
                      subScales.start
                          + group * subScales.stride
                          + scaleInGroup * subScales.perScale));
      FloatVector subOffset =
          VectorMath.signedBytes(
              subOffsets.memory,
              subOffsets.start + group * subOffsets.stride + scaleInGroup * subOffsets.perScale);
      scale.intoMemorySegment(scratch, toScales + (long) s * Lanes.BYTES, Lanes.ORDER);
      VectorMath.halves(offsets.memory, offsets.start + block * offsets.stride)
          .mul(unit)
          .fma(subOffset, scale.mul(minusZero))
          .intoMemorySegment(scratch, toOffsets + (long) s * Lanes.BYTES, Lanes.ORDER);
    }
  }

  /**
   * Writes the heads of all blocks of the panel that {@code call} is aimed at to its {@link
   * DotCall#heads}.
   */
  static void expandHeads(DotCall call) {
    MemorySegment w = call.weights;
    ScaleParts.Part offsets = call.parts.offsets;
    float[] heads = call.heads;
    long head = call.head;
    long headStride = call.headStride;
    int blocks = call.steps >> call.blockShift;
    for (int b = 0; b < blocks; b++) {
      int at = b * (2 * Lanes.COUNT);
      VectorMath.halves(w, head + b * headStride).intoArray(heads, at);
      VectorMath.halves(offsets.memory, offsets.start + b * offsets.stride)
          .intoArray(heads, at + Lanes.COUNT);
    }
  }
}
