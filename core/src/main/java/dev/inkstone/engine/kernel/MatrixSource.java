package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * A row-major matrix as a file stores it, ready to be packed.
 *
 * @param format what the packed form will be
 * @param splitter takes one block of the file apart; never called for {@link PanelFormat.Floats}
 * @param data the rows, {@code rows * bytesPerRow} bytes, any alignment
 * @param rows output features
 * @param columns input features
 * @param bytesPerRow bytes of one row
 */
public record MatrixSource(
    PanelFormat format,
    BlockSplitter splitter,
    MemorySegment data,
    int rows,
    int columns,
    long bytesPerRow) {

  /** Takes a block of a file format apart. */
  @FunctionalInterface
  public interface BlockSplitter {
    /** Reads the block at {@code offset} of {@code source} into {@code parts}. */
    void split(MemorySegment source, long offset, BlockParts parts);
  }
}
