package dev.inkstone.engine.kernel;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vectors in use, chosen once. Loaded only where the vector module is. */
final class Lanes {
  /** Floats: the preferred width, 512 bits at most. */
  static final VectorSpecies<Float> F =
      FloatVector.SPECIES_PREFERRED.vectorBitSize() > 512
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;

  /** As many ints. */
  static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, F.vectorShape());

  /** As many shorts, so of half the width. */
  static final VectorSpecies<Short> S = VectorSpecies.of(short.class, shape(16 * F.length()));

  /** As many bytes, so of a quarter of the width; of 4 lanes there is no vector, then 8. */
  static final VectorSpecies<Byte> B =
      VectorSpecies.of(byte.class, shape(Math.max(64, 8 * F.length())));

  /** Floats in a vector. */
  static final int COUNT = F.length();

  /** Bytes of a vector. */
  static final int BYTES = COUNT * Float.BYTES;

  /** Bits of a vector. */
  static final int BITS = BYTES * 8;

  /**
   * Vectors side by side in a tile of the matrix product: 4 where 32 registers hold 6 x 4 sums (512
   * bits, or ARM), 2 where 16 registers hold 6 x 2.
   */
  static final int TILE_VECTORS =
      BITS == 512 || "aarch64".equals(System.getProperty("os.arch")) ? 4 : 2;

  /** Output rows in a tile. */
  static final int TILE_ROWS = TILE_VECTORS * COUNT;

  /** Bytes of one line of a tile. */
  static final int TILE_BYTES = TILE_ROWS * Float.BYTES;

  /** Vectors lie in memory as scalars do. */
  static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  private Lanes() {}

  private static VectorShape shape(int bits) {
    return VectorShape.forBitSize(bits);
  }
}
