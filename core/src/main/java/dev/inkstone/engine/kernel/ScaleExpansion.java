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
    long start = call.start;
    long blockBytes = call.blockBytes;
    int blockShift = call.blockShift;
    int groupShift = call.groupShift;
    int scaleShift = call.scaleShift;
    int inBlock = (1 << blockShift) - 1;
    int inGroup = (1 << groupShift) - 1;
    long toScales = call.scales;
    long toOffsets = call.offsets;
    int count = call.scaleBlocks;
    for (int s = 0; s < count; s++) {
      int step = s << scaleShift;
      long block = step >> blockShift;
      long group = (step & inBlock) >> groupShift;
      long scaleInGroup = (step & inGroup) >> scaleShift;
      FloatVector scale =
          VectorMath.scales(
                  w,
                  start + block * blockBytes,
                  shift,
                  mask,
                  factor,
                  rests.memory,
                  rests.start + block * rests.perBlock)
              .mul(
                  VectorMath.signedBytes(
                      subScales.memory,
                      subScales.start
                          + block * subScales.perBlock
                          + group * subScales.perGroup
                          + scaleInGroup * subScales.perScale));
      FloatVector subOffset =
          VectorMath.signedBytes(
              subOffsets.memory,
              subOffsets.start
                  + block * subOffsets.perBlock
                  + group * subOffsets.perGroup
                  + scaleInGroup * subOffsets.perScale);
      scale.intoMemorySegment(scratch, toScales + (long) s * Lanes.BYTES, Lanes.ORDER);
      VectorMath.halves(offsets.memory, offsets.start + block * offsets.perBlock)
          .mul(unit)
          .fma(subOffset, scale.mul(minusZero))
          .intoMemorySegment(scratch, toOffsets + (long) s * Lanes.BYTES, Lanes.ORDER);
    }
  }
}
