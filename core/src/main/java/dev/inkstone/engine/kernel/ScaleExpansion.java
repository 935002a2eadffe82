package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Turns the scales of a stretch of a panel into floats, {@code [scale block][lanes]}, so that
 * unpacking codes need not know how a format keeps its scales. This costs one vector per scale
 * block where the codes cost 16 or 32.
 *
 * <p>One loop per kind of scale, without branches that vectors would have to cross: C2 boxes some
 * of those.
 */
final class ScaleExpansion {
  private ScaleExpansion() {}

  /** Writes scales and offsets for {@code call}, which is aimed already. */
  static void expand(PanelCall call, PanelLayout layout, PanelFormat.Codes codes) {
    if (codes.subScaled()) {
      subScales(call, layout.subScale);
    } else {
      scales(call);
    }
    writeZeros(call, -codes.zero());
    if (codes.hasOffset() && codes.subScaled()) {
      subOffsets(call, layout.blockOffset, layout.subOffset);
    } else if (codes.hasOffset()) {
      offsets(call, layout.blockOffset);
    }
  }

  private static void scales(PanelCall call) {
    MemorySegment w = call.weights;
    MemorySegment scratch = call.scratch;
    long from = call.start;
    long blockBytes = call.blockBytes;
    long to = call.scales;
    int count = call.scaleBlocks;
    for (int s = 0; s < count; s++) {
      VectorMath.halves(w, from + s * blockBytes)
          .intoMemorySegment(scratch, to + (long) s * Lanes.BYTES, Lanes.ORDER);
    }
  }

  private static void offsets(PanelCall call, int part) {
    MemorySegment w = call.weights;
    MemorySegment scratch = call.scratch;
    long from = call.start + part;
    long blockBytes = call.blockBytes;
    long to = call.offsets;
    int count = call.scaleBlocks;
    for (int s = 0; s < count; s++) {
      long at = to + (long) s * Lanes.BYTES;
      VectorMath.halves(w, from + s * blockBytes)
          .add(FloatVector.fromMemorySegment(Lanes.F, scratch, at, Lanes.ORDER))
          .intoMemorySegment(scratch, at, Lanes.ORDER);
    }
  }

  private static void subScales(PanelCall call, int part) {
    MemorySegment w = call.weights;
    MemorySegment scratch = call.scratch;
    long block = call.start;
    long blockBytes = call.blockBytes;
    long to = call.scales;
    int count = call.scaleBlocks;
    int perBlock = call.scalesPerBlock;
    int groupBytes = call.groupBytes;
    int inBlock = 0;
    for (int s = 0; s < count; s++) {
      VectorMath.halves(w, block)
          .mul(VectorMath.signedBytes(w, block + part + (long) inBlock * groupBytes))
          .intoMemorySegment(scratch, to + (long) s * Lanes.BYTES, Lanes.ORDER);
      inBlock++;
      if (inBlock == perBlock) {
        inBlock = 0;
        block += blockBytes;
      }
    }
  }

  private static void subOffsets(PanelCall call, int part, int subPart) {
    MemorySegment w = call.weights;
    MemorySegment scratch = call.scratch;
    long block = call.start;
    long blockBytes = call.blockBytes;
    long to = call.offsets;
    int count = call.scaleBlocks;
    int perBlock = call.scalesPerBlock;
    int groupBytes = call.groupBytes;
    int inBlock = 0;
    for (int s = 0; s < count; s++) {
      long at = to + (long) s * Lanes.BYTES;
      VectorMath.halves(w, block + part)
          .fma(
              VectorMath.unsignedBytes(w, block + subPart + (long) inBlock * groupBytes),
              FloatVector.fromMemorySegment(Lanes.F, scratch, at, Lanes.ORDER))
          .intoMemorySegment(scratch, at, Lanes.ORDER);
      inBlock++;
      if (inBlock == perBlock) {
        inBlock = 0;
        block += blockBytes;
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
}
