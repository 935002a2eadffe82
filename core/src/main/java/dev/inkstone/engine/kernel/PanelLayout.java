package dev.inkstone.engine.kernel;

/**
 * Where the parts of a packed matrix lie.
 *
 * <p>A panel holds {@code lanes} consecutive rows, the last panel being filled with zero weights.
 * Panels follow each other; each begins at a multiple of 64 bytes, as does each plane in it. Planes
 * of a coded panel, in this order; {@code [n][lanes]} means that the lanes of one element are
 * neighbours:
 *
 * <ul>
 *   <li>scales: binary16, {@code [blocks][lanes]}
 *   <li>offsets, if the format has them: binary16, {@code [blocks][lanes]}
 *   <li>sub-scales, if the format has them: bytes, {@code [scaleBlocks][lanes]}
 *   <li>sub-offsets, if the format has both: bytes, {@code [scaleBlocks][lanes]}
 *   <li>low bits: ints {@code [columns / 8][lanes]}, each with the low 4 bits of 8 consecutive
 *       columns, first column lowest; for 8-bit codes {@code [columns / 4][lanes]}, each with 4
 *       signed bytes
 *   <li>high bits, of 5- and 6-bit codes: ints, each with 1 bit of 32 or 2 bits of 16 consecutive
 *       columns, first column lowest
 * </ul>
 *
 * <p>A floating-point panel is one plane {@code [columns][lanes]} of binary32, binary16 or
 * bfloat16.
 */
final class PanelLayout {
  final PanelFormat format;
  final int rows;
  final int columns;
  final int lanes;
  final int panels;

  /** Scale blocks of one row; 0 for floating-point formats. */
  final int scaleBlocks;

  /** Columns that share a scale; 1 for floating-point formats. */
  final int weightsPerScale;

  /** Offsets of the planes from the start of a panel. */
  final long scales;

  final long offsets;
  final long subScales;
  final long subOffsets;
  final long low;
  final long high;

  /** Bytes of a panel. */
  final long panelBytes;

  PanelLayout(PanelFormat format, int rows, int columns, int lanes) {
    this.format = format;
    this.rows = rows;
    this.columns = columns;
    this.lanes = lanes;
    panels = Math.ceilDiv(rows, lanes);
    switch (format) {
      case PanelFormat.Floats floats -> {
        scaleBlocks = 0;
        weightsPerScale = 1;
        scales = 0;
        offsets = 0;
        subScales = 0;
        subOffsets = 0;
        low = 0;
        high = 0;
        panelBytes = aligned((long) columns * lanes * bytesPerWeight(floats));
      }
      case PanelFormat.Codes codes -> {
        long blocks = columns / codes.weightsPerBlock();
        scaleBlocks = columns / codes.weightsPerScale();
        weightsPerScale = codes.weightsPerScale();
        scales = 0;
        offsets = aligned(blocks * lanes * Short.BYTES);
        subScales = offsets + (codes.hasOffset() ? offsets : 0);
        long bytePlane = codes.subScaled() ? aligned((long) scaleBlocks * lanes) : 0;
        subOffsets = subScales + bytePlane;
        low = subOffsets + (codes.hasOffset() ? bytePlane : 0);
        long lowInts = columns / (codes.bits() == 8 ? 4 : 8);
        high = low + aligned(lowInts * lanes * Integer.BYTES);
        panelBytes = high + aligned((long) highInts(codes.bits()) * lanes * Integer.BYTES);
      }
    }
  }

  /** Bytes of the whole matrix. */
  long bytes() {
    return panels * panelBytes;
  }

  private int highInts(int bits) {
    return switch (bits) {
      case 5 -> Math.ceilDiv(columns, 32);
      case 6 -> Math.ceilDiv(columns, 16);
      default -> 0;
    };
  }

  static int bytesPerWeight(PanelFormat.Floats format) {
    return format == PanelFormat.Floats.F32 ? Float.BYTES : Short.BYTES;
  }

  /** The next multiple of 64. */
  static long aligned(long bytes) {
    return (bytes + 63) & -64;
  }
}
