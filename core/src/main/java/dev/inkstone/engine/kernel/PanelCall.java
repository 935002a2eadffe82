package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Arguments of one stretch of columns of one panel, reused; and what is the same for dot products
 * and unpacking: choosing the kernel and turning scales into floats.
 */
final class PanelCall {
  /** Whether 4-bit codes are looked up: a table fits one vector of 16 floats. */
  private static final boolean BY_TABLE = Lanes.COUNT == 16;

  MemorySegment weights = MemorySegment.NULL;

  /** Offsets of the stretch's first low bits and of the panel's high bits. */
  long low;

  long high;

  /** First column, and number of columns. */
  int firstColumn;

  int columns;

  /** Scale blocks in the stretch, steps of 8 columns in each. */
  int scaleBlocks;

  int unitsPerScale;

  /** The code that means zero, where it is looked up. */
  int zero;

  /** Holds scales and offsets as floats, {@code [scale block][lanes]}. */
  MemorySegment scratch = MemorySegment.NULL;

  long scales;
  long offsets;

  /** Activations of one token from the stretch's first column on. */
  float[] x = new float[0];

  int xIndex;

  /** Result: one vector, or a tile of floats. */
  MemorySegment out = MemorySegment.NULL;

  long outOffset;

  /** Aims at columns {@code from .. to - 1} of a panel. */
  void aim(PanelMatrix matrix, int panel, int from, int to) {
    PanelLayout layout = matrix.layout();
    long start = panel * layout.panelBytes;
    weights = matrix.data();
    firstColumn = from;
    columns = to - from;
    switch (layout.format) {
      case PanelFormat.Floats floats ->
          low = start + (long) from * Lanes.COUNT * PanelLayout.bytesPerWeight(floats);
      case PanelFormat.Codes codes -> {
        scaleBlocks = columns / codes.weightsPerScale();
        unitsPerScale = codes.weightsPerScale() / 8;
        zero = codes.zero();
        low = start + layout.low + (long) from / (codes.bits() == 8 ? 4 : 8) * Lanes.BYTES;
        high = start + layout.high;
      }
    }
  }

  /** Adds the products with {@link #x} to the vector at {@link #out}. */
  void dot(PanelFormat format) {
    switch (format) {
      case PanelFormat.Floats floats -> {
        switch (floats) {
          case F32 -> FloatPanels.dotF32(this);
          case F16 -> FloatPanels.dotF16(this);
          case BF16 -> FloatPanels.dotBF16(this);
        }
      }
      case PanelFormat.Codes codes -> {
        switch (codes.bits()) {
          case 5 -> CodeDots.dot5(this);
          case 6 -> CodeDots.dot6(this);
          case 8 -> CodeDots.dot8(this);
          default -> {
            if (BY_TABLE) {
              CodeDots.dot4ByTable(this);
            } else {
              CodeDots.dot4(this);
            }
          }
        }
      }
    }
  }

  /** Writes the weights to {@link #out}, one tile line a column. */
  void unpack(PanelFormat format) {
    switch (format) {
      case PanelFormat.Floats floats -> {
        switch (floats) {
          case F32 -> FloatPanels.unpackF32(this);
          case F16 -> FloatPanels.unpackF16(this);
          case BF16 -> FloatPanels.unpackBF16(this);
        }
      }
      case PanelFormat.Codes codes -> {
        switch (codes.bits()) {
          case 5 -> CodeUnpacking.unpack5(this);
          case 6 -> CodeUnpacking.unpack6(this);
          case 8 -> CodeUnpacking.unpack8(this);
          default -> {
            if (BY_TABLE) {
              CodeUnpacking.unpack4ByTable(this);
            } else {
              CodeUnpacking.unpack4(this);
            }
          }
        }
      }
    }
  }

  /** What the kernels leave for the offset to do: the zero code, unless a table holds it. */
  static float remainingZero(PanelFormat.Codes codes) {
    return BY_TABLE && codes.bits() == 4 ? 0 : codes.zero();
  }

  /** The values of the 16 codes, as bits of floats. */
  static IntVector table(int zero) {
    return ((FloatVector) IntVector.zero(Lanes.I).addIndex(1).sub(zero).castShape(Lanes.F, 0))
        .reinterpretAsInts();
  }
}
