package dev.inkstone.engine.format;

/**
 * The element type of a stored tensor, known by name and size even where nothing can compute with
 * it.
 *
 * @param name the format's name, for example {@code Q4_K}, {@code BF16}, {@code I64}
 * @param weightsPerBlock elements per block, 1 for plain types
 * @param bytesPerBlock bytes per block
 */
public record StoredType(String name, int weightsPerBlock, int bytesPerBlock) {

  /** Throws IllegalArgumentException where a size is not positive. */
  public StoredType {
    if (weightsPerBlock <= 0 || bytesPerBlock <= 0) {
      throw new IllegalArgumentException(
          "type %s: %d weights in %d bytes, expected positive sizes"
              .formatted(name, weightsPerBlock, bytesPerBlock));
    }
  }

  /**
   * Bytes of {@code elements} elements, a multiple of {@link #weightsPerBlock()}; throws
   * ArithmeticException past 2^63.
   */
  public long bytesFor(long elements) {
    return Math.multiplyExact(elements / weightsPerBlock, (long) bytesPerBlock);
  }
}
