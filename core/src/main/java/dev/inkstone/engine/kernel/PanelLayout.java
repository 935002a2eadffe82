package dev.inkstone.engine.kernel;

/**
 * Where the parts of a packed matrix lie.
 *
 * <p>A panel holds {@code lanes} consecutive rows, the last panel being filled with zero weights.
 * Panels follow each other; each begins at a multiple of 64 bytes. A coded panel is a sequence of
 * blocks, a block is its scale followed by groups: one for every sub-scale, or for two of them
 * where they belong to 16 columns, or a single one where there are none: what a product needs next
 * is what comes next in memory, since processors fetch one unbroken stream ahead of time and little
 * else. {@code [n][lanes]} means that the lanes of one element are neighbours.
 *
 * <p>A block: scale {@code [lanes]}, the upper sixteen bits of each; of binary32 scales the lower
 * sixteen bits {@code [lanes]}; offset, if the format has one, binary16 {@code [lanes]}; then the
 * groups. A group, for {@code n} columns:
 *
 * <ul>
 *   <li>sub-scales, if the format has them: bytes, {@code [1 or 2][lanes]}
 *   <li>sub-offsets, if the format has both: bytes, {@code [1 or 2][lanes]}
 *   <li>low bits: ints {@code [..][lanes]} of 8-bit fields for 8-bit codes, of 2-bit fields for 2-
 *       and 3-bit codes, of 4-bit fields for the others
 *   <li>high bits, of 3-, 5- and 6-bit codes: ints of 1-bit fields, for 6-bit codes of 2-bit fields
 * </ul>
 *
 * <p>An int of {@code w}-bit fields has the bits of {@code 32 / w} consecutive columns, column
 * {@code c} of them from bit {@code 8 (c mod 4) + w (c div 4)} on: shifted by a field, each of its
 * bytes begins with the code of one of four neighbouring columns.
 *
 * <p>A floating-point panel is one plane {@code [columns][lanes]} of binary32, binary16 or
 * bfloat16.
 */
final class PanelLayout {
  /** Goes up whenever the same weights get other bytes: files of panels tell by it. */
  static final int VERSION = 1;

  final PanelFormat format;
  final int rows;
  final int columns;
  final int lanes;
  final int panels;

  /** Columns that share a scale; 1 for floating-point formats. */
  final int weightsPerScale;

  /** Columns of a group; 1 for floating-point formats. */
  final int weightsPerGroup;

  /**
   * Offsets from the start of a block: of the rest of a binary32 scale, of the block's offset, and
   * of the parts of its first group; those of group {@code g} come {@code g * groupBytes} later.
   * The block's scale is at 0.
   */
  final int scaleRest;

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
        weightsPerGroup = 1;
        scaleRest = 0;
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
        weightsPerGroup = Math.max(weightsPerScale, Math.min(32, codes.weightsPerBlock()));
        int halves = lanes * Short.BYTES;
        int bytes = codes.subScaled() ? weightsPerGroup / weightsPerScale * lanes : 0;
        int words = lanes * Integer.BYTES;
        scaleRest = halves;
        blockOffset = scaleRest + (codes.scales().type() == ScaleType.F32 ? halves : 0);
        subScale = blockOffset + (codes.hasOffset() ? halves : 0);
        subOffset = subScale + bytes;
        low = subOffset + (codes.hasOffset() ? bytes : 0);
        high = low + ints(lowWidth(codes.bits())) * words;
        groupBytes = high + ints(highWidth(codes.bits())) * words - subScale;
        blockBytes = subScale + codes.weightsPerBlock() / weightsPerGroup * groupBytes;
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
    return block(panel, column) + (long) (inBlock / weightsPerGroup) * groupBytes;
  }

  /** What is to be added to the offsets of sub-scale and sub-offset for {@code column}. */
  long subScaleStart(int panel, int column) {
    int inGroup = column % weightsPerGroup;
    return group(panel, column) + (long) (inGroup / weightsPerScale) * lanes;
  }

  /** Bytes of the whole matrix. */
  long bytes() {
    return panels * panelBytes;
  }

  /** Width of the fields of low bits. */
  static int lowWidth(int bits) {
    return bits == 8 ? 8 : bits < 4 ? 2 : 4;
  }

  /** Width of the fields of high bits; 0 if there are none. */
  static int highWidth(int bits) {
    return bits - lowWidth(bits);
  }

  private int ints(int width) {
    return Math.ceilDiv(weightsPerGroup * width, Integer.SIZE);
  }

  static int bytesPerWeight(PanelFormat.Floats format) {
    return format == PanelFormat.Floats.F32 ? Float.BYTES : Short.BYTES;
  }

  /** The next multiple of 64. */
  static long aligned(long bytes) {
    return (bytes + 63) & -64;
  }
}
