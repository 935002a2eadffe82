package dev.inkstone.engine.kernel;

/**
 * Where the parts of a packed matrix lie.
 *
 * <p>A panel holds {@code lanes} consecutive rows, the last panel being filled with zero weights.
 * Panels follow each other; each begins at a multiple of 64 bytes. {@code [n][lanes]} means that
 * the lanes of one element are neighbours.
 *
 * <p>A coded panel has a head for every block: scale {@code [lanes]}, the upper sixteen bits of
 * each; of binary32 scales the lower sixteen bits {@code [lanes]}; offset, if the format has one,
 * binary16 {@code [lanes]}. It has groups at equal distances: one for every sub-scale, or for two
 * of them where they belong to 16 columns, or one a block where there are none. Where a block is
 * one group, its head stands before it; else, and for codes that have no kernel for such blocks (2,
 * 3 and 6 bits, and 8 bits with offsets), all heads stand before the groups, together a multiple of
 * 64 bytes. So a product reads memory from front to back with one loop at one stride, which
 * processors fetch ahead of time: with heads among the groups of other blocks it read half as fast.
 *
 * <p>A group, for {@code n} columns:
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
 * <p>A floating-point panel is one plane of binary32, {@code [columns][lanes]}, or of binary16 or
 * bfloat16, {@code [columns / 2][lanes][2]}: 32 bits have two neighbouring columns of a row, the
 * first one in the lower half, and after an odd number of columns comes a zero. A load then gives
 * two vectors, each with two or three operations; 16-bit lanes would have to be widened, too.
 */
final class PanelLayout {
  /** Goes up whenever the same weights get other bytes: files of panels tell by it. */
  static final int VERSION = 3;

  final PanelFormat format;
  final int rows;
  final int columns;
  final int lanes;
  final int panels;

  /** Columns that share a scale; 1 for floating-point formats. */
  final int weightsPerScale;

  /** Columns of a group; of floating-point formats as many as 32 bits hold. */
  final int weightsPerGroup;

  /** Whether all heads stand before the groups. */
  final boolean headsFirst;

  /** Offsets from the start of a head: of the rest of a binary32 scale, and of the offset. */
  final int scaleRest;

  final int blockOffset;

  /** Bytes from head to head. */
  final int headStride;

  /** Offsets from the start of a group. */
  final int subScale;

  final int subOffset;
  final int low;
  final int high;

  /** Where the first group begins, from the start of a panel. */
  final long groups;

  /** Bytes from group to group. */
  final int groupStride;

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
        weightsPerGroup = floats == PanelFormat.Floats.F32 ? 1 : 2;
        headsFirst = false;
        scaleRest = 0;
        blockOffset = 0;
        headStride = 0;
        subScale = 0;
        subOffset = 0;
        low = 0;
        high = 0;
        groups = 0;
        groupStride = lanes * Integer.BYTES;
      }
      case PanelFormat.Codes codes -> {
        weightsPerScale = codes.weightsPerScale();
        weightsPerGroup = Math.max(weightsPerScale, Math.min(32, codes.weightsPerBlock()));
        headsFirst = headsFirst(codes);
        int halves = lanes * Short.BYTES;
        scaleRest = halves;
        blockOffset = scaleRest + (codes.scales().type() == ScaleType.F32 ? halves : 0);
        int headBytes = blockOffset + (codes.hasOffset() ? halves : 0);
        int bytes = codes.subScaled() ? weightsPerGroup / weightsPerScale * lanes : 0;
        int words = lanes * Integer.BYTES;
        subScale = 0;
        subOffset = bytes;
        low = subOffset + (codes.hasOffset() ? bytes : 0);
        high = low + ints(lowWidth(codes.bits())) * words;
        int groupBytes = high + ints(highWidth(codes.bits())) * words;
        int blocks = columns / codes.weightsPerBlock();
        groups = headsFirst ? aligned((long) blocks * headBytes) : headBytes;
        groupStride = headsFirst ? groupBytes : headBytes + groupBytes;
        headStride = headsFirst ? headBytes : groupStride;
      }
    }
    long inFront = headsFirst ? groups : 0;
    panelBytes = aligned(inFront + Math.ceilDiv((long) columns, weightsPerGroup) * groupStride);
  }

  /**
   * Whether all heads of a panel stand before its groups: where blocks have several groups, and for
   * codes without a kernel that reads a head before the codes of its block.
   */
  static boolean headsFirst(PanelFormat.Codes codes) {
    return switch (codes.bits()) {
      case 4, 5 -> codes.subScaled();
      case 8 -> codes.subScaled() || codes.hasOffset();
      default -> true;
    };
  }

  /** Where the head of the block with column {@code column} of panel {@code panel} begins. */
  long head(int panel, int column) {
    return panel * panelBytes + (long) (column / format.weightsPerBlock()) * headStride;
  }

  /** Where the group with column {@code column} begins. */
  long group(int panel, int column) {
    return panel * panelBytes + groups + (long) (column / weightsPerGroup) * groupStride;
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
