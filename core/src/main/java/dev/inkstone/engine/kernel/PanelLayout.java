package dev.inkstone.engine.kernel;

/**
 * Where the parts of a packed matrix lie.
 *
 * <p>A panel holds {@code lanes} consecutive rows, the last panel being filled with zero weights.
 * Panels follow each other; each begins at a multiple of 64 bytes. A coded panel is a sequence of
 * blocks, a block is its scale followed by a group for every sub-scale (one group where there are
 * none): what a product needs next is what comes next in memory, since processors fetch one
 * unbroken stream ahead of time and little else. {@code [n][lanes]} means that the lanes of one
 * element are neighbours.
 *
 * <p>A block: scale, binary16 {@code [lanes]}; offset, if the format has one, binary16 {@code
 * [lanes]}; then the groups. A group, for {@code n} columns:
 *
 * <ul>
 *   <li>sub-scale, if the format has them: bytes, {@code [lanes]}
 *   <li>sub-offset, if the format has both: bytes, {@code [lanes]}
 *   <li>low bits: ints {@code [n / 8][lanes]}, each with the low 4 bits of 8 consecutive columns,
 *       first column lowest; for 8-bit codes {@code [n / 4][lanes]}, each with 4 signed bytes
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

  /** Columns that share a scale; 1 for floating-point formats. */
  final int weightsPerScale;

  /**
   * Offsets from the start of a block: of the block's offset, and of the parts of its first group;
   * those of group {@code g} come {@code g * groupBytes} later. The block's scale is at 0.
   */
  final int blockOffset;

  final int subScale;
  final int subOffset;
  final int low;
  final int high;

  /** Bytes of a group. */
  final int groupBytes;

  /** Bytes of a block; block {@code b} of a panel begins at {@code b * blockBytes} in it. */
  final int blockBytes;

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
        weightsPerScale = 1;
        blockOffset = 0;
        subScale = 0;
        subOffset = 0;
        low = 0;
        high = 0;
        groupBytes = 0;
        blockBytes = lanes * bytesPerWeight(floats);
      }
      case PanelFormat.Codes codes -> {
        weightsPerScale = codes.weightsPerScale();
        int halves = lanes * Short.BYTES;
        int bytes = codes.subScaled() ? lanes : 0;
        int words = lanes * Integer.BYTES;
        blockOffset = halves;
        subScale = blockOffset + (codes.hasOffset() ? halves : 0);
        subOffset = subScale + bytes;
        low = subOffset + (codes.hasOffset() ? bytes : 0);
        high = low + weightsPerScale / (codes.bits() == 8 ? 4 : 8) * words;
        groupBytes = high + highInts(codes) * words - subScale;
        blockBytes = subScale + codes.scalesPerBlock() * groupBytes;
      }
    }
    panelBytes = aligned((long) columns / format.weightsPerBlock() * blockBytes);
  }

  /** Where the block with column {@code column} of panel {@code panel} begins. */
  long block(int panel, int column) {
    return panel * panelBytes + (long) (column / format.weightsPerBlock()) * blockBytes;
  }

  /** What the offsets of a group's parts count from, for the group with column {@code column}. */
  long group(int panel, int column) {
    int inBlock = column % format.weightsPerBlock();
    return block(panel, column) + (long) (inBlock / weightsPerScale) * groupBytes;
  }

  /** Bytes of the whole matrix. */
  long bytes() {
    return panels * panelBytes;
  }

  private static int highInts(PanelFormat.Codes codes) {
    return switch (codes.bits()) {
      case 5 -> Math.ceilDiv(codes.weightsPerScale(), 32);
      case 6 -> codes.weightsPerScale() / 16;
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
