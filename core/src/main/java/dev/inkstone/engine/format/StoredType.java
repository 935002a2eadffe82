package dev.inkstone.engine.format;

/**
 * The element type of a stored tensor, known by name and size even where nothing can compute with
 * it.
 *
 * @param name the format's name, for example {@code Q4_K}, {@code BF16}, {@code I64}
 * @param weightsPerBlock elements per block, 1 for plain types
 * @param bytesPerBlock bytes per block
 */
public record StoredType(String name, int weightsPerBlock, int bytesPerBlock) {}
