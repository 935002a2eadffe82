package dev.inkstone.engine.kernel;

import static jdk.incubator.vector.IntVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Turns a stretch of one panel whose codes and scales are expanded into floats, {@code
 * [column][rows of the tile]}, 16 columns a step.
 */
final class CodeUnpacking {
  private CodeUnpacking() {}

  /** Equal steps: {@code scale * code + offset}. */
  static void steps(PanelCall call) {
    MemorySegment scratch = call.scratch;
    MemorySegment out = call.out;
    int scaleShift = call.scaleShift;
    long scales = call.scales;
    long offsets = call.offsets;
    long codes = call.codes;
    long to = call.outOffset;
    int steps = call.steps;
    for (int i = 0; i < steps; i++) {
      long scaleBlock = (long) (i >> scaleShift) * Lanes.BYTES;
      FloatVector scale =
          FloatVector.fromMemorySegment(Lanes.F, scratch, scales + scaleBlock, Lanes.ORDER);
      FloatVector offset =
          FloatVector.fromMemorySegment(Lanes.F, scratch, offsets + scaleBlock, Lanes.ORDER);
      FloatVector scale1 = scale.mul(0x1p-8f);
      FloatVector scale2 = scale.mul(0x1p-16f);
      IntVector q0 = fromMemorySegment(Lanes.I, scratch, codes, Lanes.ORDER);
      IntVector q1 = fromMemorySegment(Lanes.I, scratch, codes + Lanes.BYTES, Lanes.ORDER);
      IntVector q2 = fromMemorySegment(Lanes.I, scratch, codes + 2 * Lanes.BYTES, Lanes.ORDER);
      IntVector q3 = fromMemorySegment(Lanes.I, scratch, codes + 3 * Lanes.BYTES, Lanes.ORDER);
      ((FloatVector) q0.and(0xff).convertShape(I2F, Lanes.F, 0))
          .fma(scale, offset)
          .intoMemorySegment(out, to, Lanes.ORDER);
      ((FloatVector) q0.and(0xff00).convertShape(I2F, Lanes.F, 0))
          .fma(scale1, offset)
          .intoMemorySegment(out, to + Lanes.TILE_BYTES, Lanes.ORDER);
      ((FloatVector) q0.and(0xff_0000).convertShape(I2F, Lanes.F, 0))
          .fma(scale2, offset)
          .intoMemorySegment(out, to + 2 * Lanes.TILE_BYTES, Lanes.ORDER);
      ((FloatVector) q0.lanewise(LSHR, 24).convertShape(I2F, Lanes.F, 0))
          .fma(scale, offset)
          .intoMemorySegment(out, to + 3 * Lanes.TILE_BYTES, Lanes.ORDER);
      ((FloatVector) q1.and(0xff).convertShape(I2F, Lanes.F, 0))
          .fma(scale, offset)
          .intoMemorySegment(out, to + 4 * Lanes.TILE_BYTES, Lanes.ORDER);
      ((FloatVector) q1.and(0xff00).convertShape(I2F, Lanes.F, 0))
          .fma(scale1, offset)
          .intoMemorySegment(out, to + 5 * Lanes.TILE_BYTES, Lanes.ORDER);
      ((FloatVector) q1.and(0xff_0000).convertShape(I2F, Lanes.F, 0))
          .fma(scale2, offset)
          .intoMemorySegment(out, to + 6 * Lanes.TILE_BYTES, Lanes.ORDER);
      ((FloatVector) q1.lanewise(LSHR, 24).convertShape(I2F, Lanes.F, 0))
          .fma(scale, offset)
          .intoMemorySegment(out, to + 7 * Lanes.TILE_BYTES, Lanes.ORDER);
      ((FloatVector) q2.and(0xff).convertShape(I2F, Lanes.F, 0))
          .fma(scale, offset)
          .intoMemorySegment(out, to + 8 * Lanes.TILE_BYTES, Lanes.ORDER);
      ((FloatVector) q2.and(0xff00).convertShape(I2F, Lanes.F, 0))
          .fma(scale1, offset)
          .intoMemorySegment(out, to + 9 * Lanes.TILE_BYTES, Lanes.ORDER);
      ((FloatVector) q2.and(0xff_0000).convertShape(I2F, Lanes.F, 0))
          .fma(scale2, offset)
          .intoMemorySegment(out, to + 10 * Lanes.TILE_BYTES, Lanes.ORDER);
      ((FloatVector) q2.lanewise(LSHR, 24).convertShape(I2F, Lanes.F, 0))
          .fma(scale, offset)
          .intoMemorySegment(out, to + 11 * Lanes.TILE_BYTES, Lanes.ORDER);
      ((FloatVector) q3.and(0xff).convertShape(I2F, Lanes.F, 0))
          .fma(scale, offset)
          .intoMemorySegment(out, to + 12 * Lanes.TILE_BYTES, Lanes.ORDER);
      ((FloatVector) q3.and(0xff00).convertShape(I2F, Lanes.F, 0))
          .fma(scale1, offset)
          .intoMemorySegment(out, to + 13 * Lanes.TILE_BYTES, Lanes.ORDER);
      ((FloatVector) q3.and(0xff_0000).convertShape(I2F, Lanes.F, 0))
          .fma(scale2, offset)
          .intoMemorySegment(out, to + 14 * Lanes.TILE_BYTES, Lanes.ORDER);
      ((FloatVector) q3.lanewise(LSHR, 24).convertShape(I2F, Lanes.F, 0))
          .fma(scale, offset)
          .intoMemorySegment(out, to + 15 * Lanes.TILE_BYTES, Lanes.ORDER);
      codes += 4 * Lanes.BYTES;
      to += 16 * Lanes.TILE_BYTES;
    }
  }

  /** Values of a table: {@code scale * value}, four columns a step. */
  static void table(PanelCall call) {
    MemorySegment scratch = call.scratch;
    MemorySegment out = call.out;
    int[] table = call.table;
    IntVector t0 = IntVector.fromArray(Lanes.I, table, 0);
    IntVector t1 = IntVector.fromArray(Lanes.I, table, VectorMath.tablePart(1));
    IntVector t2 = IntVector.fromArray(Lanes.I, table, VectorMath.tablePart(2));
    IntVector t3 = IntVector.fromArray(Lanes.I, table, VectorMath.tablePart(3));
    int scaleShift = call.scaleShift + 2;
    long scales = call.scales;
    long codes = call.codes;
    long to = call.outOffset;
    int steps = call.steps << 2;
    for (int i = 0; i < steps; i++) {
      IntVector q = fromMemorySegment(Lanes.I, scratch, codes, Lanes.ORDER);
      FloatVector v0 = VectorMath.look(q, t0, t1, t2, t3);
      FloatVector v1 = VectorMath.look(q.lanewise(LSHR, 8), t0, t1, t2, t3);
      FloatVector v2 = VectorMath.look(q.lanewise(LSHR, 16), t0, t1, t2, t3);
      FloatVector v3 = VectorMath.look(q.lanewise(LSHR, 24), t0, t1, t2, t3);
      FloatVector scale =
          FloatVector.fromMemorySegment(
              Lanes.F, scratch, scales + (long) (i >> scaleShift) * Lanes.BYTES, Lanes.ORDER);
      v0.mul(scale).intoMemorySegment(out, to, Lanes.ORDER);
      v1.mul(scale).intoMemorySegment(out, to + Lanes.TILE_BYTES, Lanes.ORDER);
      v2.mul(scale).intoMemorySegment(out, to + 2 * Lanes.TILE_BYTES, Lanes.ORDER);
      v3.mul(scale).intoMemorySegment(out, to + 3 * Lanes.TILE_BYTES, Lanes.ORDER);
      codes += Lanes.BYTES;
      to += 4 * Lanes.TILE_BYTES;
    }
  }
}
