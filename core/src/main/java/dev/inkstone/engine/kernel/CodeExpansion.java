package dev.inkstone.engine.kernel;

import static jdk.incubator.vector.IntVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;

/**
 * Turns the codes of a stretch of a panel into unsigned bytes, {@code [4 columns][lanes]} with four
 * bytes a lane, 16 columns a step.
 */
final class CodeExpansion {
  /** What stands for zero in signed bytes made unsigned. */
  static final int ZERO_OF_BYTES = 128;

  private CodeExpansion() {}

  /** 2-bit codes. */
  static void expand2(PanelCall call) {
    MemorySegment w = call.weights;
    MemorySegment scratch = call.scratch;
    int inGroup = (1 << call.groupShift) - 1;
    long to = call.codes;
    int steps = call.steps;
    for (int i = 0; i < steps; i++) {
      long group = call.group + (i >> call.groupShift) * call.groupStride;
      int j = i & inGroup;
      long word = group + call.low + (long) j * Lanes.BYTES;
      IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
      v0.and(0x0303_0303).intoMemorySegment(scratch, to, Lanes.ORDER);
      v0.lanewise(LSHR, 2)
          .and(0x0303_0303)
          .intoMemorySegment(scratch, to + Lanes.BYTES, Lanes.ORDER);
      v0.lanewise(LSHR, 4)
          .and(0x0303_0303)
          .intoMemorySegment(scratch, to + 2 * Lanes.BYTES, Lanes.ORDER);
      v0.lanewise(LSHR, 6)
          .and(0x0303_0303)
          .intoMemorySegment(scratch, to + 3 * Lanes.BYTES, Lanes.ORDER);
      to += 4 * Lanes.BYTES;
    }
  }

  /** 3-bit codes. */
  static void expand3(PanelCall call) {
    MemorySegment w = call.weights;
    MemorySegment scratch = call.scratch;
    int inGroup = (1 << call.groupShift) - 1;
    long to = call.codes;
    int steps = call.steps;
    for (int i = 0; i < steps; i++) {
      long group = call.group + (i >> call.groupShift) * call.groupStride;
      int j = i & inGroup;
      long word = group + call.low + (long) j * Lanes.BYTES;
      IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
      IntVector h =
          fromMemorySegment(
                  Lanes.I, w, group + call.high + (long) (j >> 1) * Lanes.BYTES, Lanes.ORDER)
              .lanewise(LSHR, (j & 1) << 2);
      v0.and(0x0303_0303)
          .or(h.lanewise(LSHL, 2).and(0x0404_0404))
          .intoMemorySegment(scratch, to, Lanes.ORDER);
      v0.lanewise(LSHR, 2)
          .and(0x0303_0303)
          .or(h.lanewise(LSHL, 1).and(0x0404_0404))
          .intoMemorySegment(scratch, to + Lanes.BYTES, Lanes.ORDER);
      v0.lanewise(LSHR, 4)
          .and(0x0303_0303)
          .or(h.and(0x0404_0404))
          .intoMemorySegment(scratch, to + 2 * Lanes.BYTES, Lanes.ORDER);
      v0.lanewise(LSHR, 6)
          .and(0x0303_0303)
          .or(h.lanewise(LSHR, 1).and(0x0404_0404))
          .intoMemorySegment(scratch, to + 3 * Lanes.BYTES, Lanes.ORDER);
      to += 4 * Lanes.BYTES;
    }
  }

  /** 4-bit codes. */
  static void expand4(PanelCall call) {
    MemorySegment w = call.weights;
    MemorySegment scratch = call.scratch;
    int inGroup = (1 << call.groupShift) - 1;
    long to = call.codes;
    int steps = call.steps;
    for (int i = 0; i < steps; i++) {
      long group = call.group + (i >> call.groupShift) * call.groupStride;
      int j = i & inGroup;
      long word = group + call.low + (long) j * (2 * Lanes.BYTES);
      IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
      IntVector v1 = fromMemorySegment(Lanes.I, w, word + Lanes.BYTES, Lanes.ORDER);
      v0.and(0x0f0f_0f0f).intoMemorySegment(scratch, to, Lanes.ORDER);
      v0.lanewise(LSHR, 4)
          .and(0x0f0f_0f0f)
          .intoMemorySegment(scratch, to + Lanes.BYTES, Lanes.ORDER);
      v1.and(0x0f0f_0f0f).intoMemorySegment(scratch, to + 2 * Lanes.BYTES, Lanes.ORDER);
      v1.lanewise(LSHR, 4)
          .and(0x0f0f_0f0f)
          .intoMemorySegment(scratch, to + 3 * Lanes.BYTES, Lanes.ORDER);
      to += 4 * Lanes.BYTES;
    }
  }

  /** 5-bit codes. */
  static void expand5(PanelCall call) {
    MemorySegment w = call.weights;
    MemorySegment scratch = call.scratch;
    int inGroup = (1 << call.groupShift) - 1;
    long to = call.codes;
    int steps = call.steps;
    for (int i = 0; i < steps; i++) {
      long group = call.group + (i >> call.groupShift) * call.groupStride;
      int j = i & inGroup;
      long word = group + call.low + (long) j * (2 * Lanes.BYTES);
      IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
      IntVector v1 = fromMemorySegment(Lanes.I, w, word + Lanes.BYTES, Lanes.ORDER);
      IntVector h =
          fromMemorySegment(
                  Lanes.I, w, group + call.high + (long) (j >> 1) * Lanes.BYTES, Lanes.ORDER)
              .lanewise(LSHR, (j & 1) << 2);
      v0.and(0x0f0f_0f0f)
          .or(h.lanewise(LSHL, 4).and(0x1010_1010))
          .intoMemorySegment(scratch, to, Lanes.ORDER);
      v0.lanewise(LSHR, 4)
          .and(0x0f0f_0f0f)
          .or(h.lanewise(LSHL, 3).and(0x1010_1010))
          .intoMemorySegment(scratch, to + Lanes.BYTES, Lanes.ORDER);
      v1.and(0x0f0f_0f0f)
          .or(h.lanewise(LSHL, 2).and(0x1010_1010))
          .intoMemorySegment(scratch, to + 2 * Lanes.BYTES, Lanes.ORDER);
      v1.lanewise(LSHR, 4)
          .and(0x0f0f_0f0f)
          .or(h.lanewise(LSHL, 1).and(0x1010_1010))
          .intoMemorySegment(scratch, to + 3 * Lanes.BYTES, Lanes.ORDER);
      to += 4 * Lanes.BYTES;
    }
  }

  /** 6-bit codes. */
  static void expand6(PanelCall call) {
    MemorySegment w = call.weights;
    MemorySegment scratch = call.scratch;
    int inGroup = (1 << call.groupShift) - 1;
    long to = call.codes;
    int steps = call.steps;
    for (int i = 0; i < steps; i++) {
      long group = call.group + (i >> call.groupShift) * call.groupStride;
      int j = i & inGroup;
      long word = group + call.low + (long) j * (2 * Lanes.BYTES);
      IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
      IntVector v1 = fromMemorySegment(Lanes.I, w, word + Lanes.BYTES, Lanes.ORDER);
      IntVector h =
          fromMemorySegment(Lanes.I, w, group + call.high + (long) j * Lanes.BYTES, Lanes.ORDER);
      v0.and(0x0f0f_0f0f)
          .or(h.lanewise(LSHL, 4).and(0x3030_3030))
          .intoMemorySegment(scratch, to, Lanes.ORDER);
      v0.lanewise(LSHR, 4)
          .and(0x0f0f_0f0f)
          .or(h.lanewise(LSHL, 2).and(0x3030_3030))
          .intoMemorySegment(scratch, to + Lanes.BYTES, Lanes.ORDER);
      v1.and(0x0f0f_0f0f)
          .or(h.and(0x3030_3030))
          .intoMemorySegment(scratch, to + 2 * Lanes.BYTES, Lanes.ORDER);
      v1.lanewise(LSHR, 4)
          .and(0x0f0f_0f0f)
          .or(h.lanewise(LSHR, 2).and(0x3030_3030))
          .intoMemorySegment(scratch, to + 3 * Lanes.BYTES, Lanes.ORDER);
      to += 4 * Lanes.BYTES;
    }
  }

  /** 8-bit codes. */
  static void expand8(PanelCall call) {
    MemorySegment w = call.weights;
    MemorySegment scratch = call.scratch;
    int inGroup = (1 << call.groupShift) - 1;
    long to = call.codes;
    int steps = call.steps;
    for (int i = 0; i < steps; i++) {
      long group = call.group + (i >> call.groupShift) * call.groupStride;
      int j = i & inGroup;
      long word = group + call.low + (long) j * (4 * Lanes.BYTES);
      IntVector v0 = fromMemorySegment(Lanes.I, w, word, Lanes.ORDER);
      IntVector v1 = fromMemorySegment(Lanes.I, w, word + Lanes.BYTES, Lanes.ORDER);
      IntVector v2 = fromMemorySegment(Lanes.I, w, word + 2 * Lanes.BYTES, Lanes.ORDER);
      IntVector v3 = fromMemorySegment(Lanes.I, w, word + 3 * Lanes.BYTES, Lanes.ORDER);
      v0.lanewise(XOR, 0x8080_8080).intoMemorySegment(scratch, to, Lanes.ORDER);
      v1.lanewise(XOR, 0x8080_8080).intoMemorySegment(scratch, to + Lanes.BYTES, Lanes.ORDER);
      v2.lanewise(XOR, 0x8080_8080).intoMemorySegment(scratch, to + 2 * Lanes.BYTES, Lanes.ORDER);
      v3.lanewise(XOR, 0x8080_8080).intoMemorySegment(scratch, to + 3 * Lanes.BYTES, Lanes.ORDER);
      to += 4 * Lanes.BYTES;
    }
  }
}
