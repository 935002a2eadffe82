package dev.inkstone.engine.kernel;

/**
 * One block of one row taken apart: codes in natural column order, and scales. Reused by the packer
 * for block after block; see {@link PanelFormat.Codes} for what the parts mean.
 */
public final class BlockParts {
  /** One code per weight, in column order. */
  public final byte[] codes;

  /** One signed byte per scale block, used if the format is sub-scaled. */
  public final byte[] subScales;

  /** One signed byte per scale block, used if the format is sub-scaled and has offsets. */
  public final byte[] subOffsets;

  /** The block's scale as bits of its {@link ScaleType}, the upper sixteen of binary32. */
  public short scale;

  /** The lower sixteen bits of a scale in binary32. */
  public short scaleRest;

  /** The block's offset as IEEE binary16 bits. */
  public short offset;

  /** Parts for blocks of {@code format}. */
  public BlockParts(PanelFormat.Codes format) {
    codes = new byte[format.weightsPerBlock()];
    subScales = new byte[format.scalesPerBlock()];
    subOffsets = new byte[format.scalesPerBlock()];
  }
}
