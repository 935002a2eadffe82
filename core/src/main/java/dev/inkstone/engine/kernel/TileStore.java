package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/** Brings lines of packed sums to the result of a matrix product, with what is done on the way. */
final class TileStore {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private TileStore() {}

  /**
   * Stores one line.
   *
   * @param rows how many of its elements there are in the result
   * @param biasOffset the bias of the line's first row
   */
  static void store(
      MemorySegment sums,
      long from,
      int rows,
      Epilogue epilogue,
      MemorySegment bias,
      long biasOffset,
      MemorySegment y,
      long to) {
    if (rows < Lanes.TILE_ROWS && epilogue == Epilogue.GATE) {
      gatePart(sums, from, rows, y, to);
      return;
    }
    if (rows < Lanes.TILE_ROWS) {
      storePart(sums, from, rows, epilogue, bias, biasOffset, y, to);
      return;
    }
    switch (epilogue) {
      case NONE -> copy(sums, from, y, to);
      case BIAS -> add(sums, from, bias, biasOffset, y, to);
      case ADD -> add(sums, from, y, to, y, to);
      case BIAS_GELU -> addThenGelu(sums, from, bias, biasOffset, y, to);
      case GATE -> gate(sums, from, Lanes.TILE_BYTES, y, to);
    }
  }

  private static void storePart(
      MemorySegment sums,
      long from,
      int rows,
      Epilogue epilogue,
      MemorySegment bias,
      long biasOffset,
      MemorySegment y,
      long to) {
    for (long at = 0; at < rows * 4L; at += 4) {
      float value = sums.get(FLOAT, from + at);
      if (epilogue.biased()) {
        value += bias.get(FLOAT, biasOffset + at);
      } else if (epilogue == Epilogue.ADD) {
        value += y.get(FLOAT, to + at);
      }
      y.set(FLOAT, to + at, epilogue == Epilogue.BIAS_GELU ? Gelu.of(value) : value);
    }
  }

  private static void gatePart(MemorySegment sums, long from, int rows, MemorySegment y, long to) {
    int vectors = rows / Lanes.COUNT * Lanes.BYTES;
    gate(sums, from, vectors, y, to);
    for (long at = vectors; at < rows * 4L; at += 4) {
      float gate = VectorMath.silu(y.get(FLOAT, to + at));
      y.set(FLOAT, to + at, gate * sums.get(FLOAT, from + at));
    }
  }

  private static void gate(MemorySegment sums, long from, int bytes, MemorySegment y, long to) {
    for (int i = 0; i < bytes; i += Lanes.BYTES) {
      VectorMath.silu(FloatVector.fromMemorySegment(Lanes.F, y, to + i, Lanes.ORDER))
          .mul(FloatVector.fromMemorySegment(Lanes.F, sums, from + i, Lanes.ORDER))
          .intoMemorySegment(y, to + i, Lanes.ORDER);
    }
  }

  private static void copy(MemorySegment sums, long from, MemorySegment y, long to) {
    for (int i = 0; i < Lanes.TILE_BYTES; i += Lanes.BYTES) {
      FloatVector.fromMemorySegment(Lanes.F, sums, from + i, Lanes.ORDER)
          .intoMemorySegment(y, to + i, Lanes.ORDER);
    }
  }

  private static void add(
      MemorySegment sums,
      long from,
      MemorySegment bias,
      long biasOffset,
      MemorySegment y,
      long to) {
    for (int i = 0; i < Lanes.TILE_BYTES; i += Lanes.BYTES) {
      FloatVector.fromMemorySegment(Lanes.F, sums, from + i, Lanes.ORDER)
          .add(FloatVector.fromMemorySegment(Lanes.F, bias, biasOffset + i, Lanes.ORDER))
          .intoMemorySegment(y, to + i, Lanes.ORDER);
    }
  }

  private static void addThenGelu(
      MemorySegment sums,
      long from,
      MemorySegment bias,
      long biasOffset,
      MemorySegment y,
      long to) {
    for (int i = 0; i < Lanes.TILE_BYTES; i += Lanes.BYTES) {
      FloatVector sum =
          FloatVector.fromMemorySegment(Lanes.F, sums, from + i, Lanes.ORDER)
              .add(FloatVector.fromMemorySegment(Lanes.F, bias, biasOffset + i, Lanes.ORDER));
      Gelu.of(sum).intoMemorySegment(y, to + i, Lanes.ORDER);
    }
  }
}
