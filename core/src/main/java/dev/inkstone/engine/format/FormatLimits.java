package dev.inkstone.engine.format;

/**
 * Bounds on what a model file may ask for, so that a damaged or hostile file costs an exception and
 * not the process. Immutable; the withers return changed copies.
 *
 * <p>Independently of these, no array is allocated unless the file still holds the bytes for it.
 *
 * @param metadataEntries most metadata keys in one file
 * @param tensors most tensors in one file
 * @param stringBytes longest string in bytes; tokenizers embedded as JSON are tens of megabytes
 * @param arrayElements most elements in one metadata array
 * @param dimensions most dimensions of a tensor
 * @param headerBytes most bytes before the tensor data, and most bytes of a JSON file
 * @param nestingDepth deepest nesting of arrays and objects
 */
public record FormatLimits(
    int metadataEntries,
    int tensors,
    int stringBytes,
    int arrayElements,
    int dimensions,
    int headerBytes,
    int nestingDepth) {

  /** Bounds that published models stay far below. */
  public static final FormatLimits DEFAULT =
      new FormatLimits(1 << 16, 1 << 20, 1 << 26, 1 << 24, 8, 1 << 27, 32);

  /** Throws IllegalArgumentException where a bound is not positive. */
  public FormatLimits {
    positive("metadataEntries", metadataEntries);
    positive("tensors", tensors);
    positive("stringBytes", stringBytes);
    positive("arrayElements", arrayElements);
    positive("dimensions", dimensions);
    positive("headerBytes", headerBytes);
    positive("nestingDepth", nestingDepth);
  }

  private static void positive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " is " + value + ", expected a positive number");
    }
  }

  /** A copy with another bound on metadata keys. */
  public FormatLimits withMetadataEntries(int count) {
    return new FormatLimits(
        count, tensors, stringBytes, arrayElements, dimensions, headerBytes, nestingDepth);
  }

  /** A copy with another bound on tensors. */
  public FormatLimits withTensors(int count) {
    return new FormatLimits(
        metadataEntries, count, stringBytes, arrayElements, dimensions, headerBytes, nestingDepth);
  }

  /** A copy with another bound on the bytes of a string. */
  public FormatLimits withStringBytes(int count) {
    return new FormatLimits(
        metadataEntries, tensors, count, arrayElements, dimensions, headerBytes, nestingDepth);
  }

  /** A copy with another bound on the elements of an array. */
  public FormatLimits withArrayElements(int count) {
    return new FormatLimits(
        metadataEntries, tensors, stringBytes, count, dimensions, headerBytes, nestingDepth);
  }

  /** A copy with another bound on the dimensions of a tensor. */
  public FormatLimits withDimensions(int count) {
    return new FormatLimits(
        metadataEntries, tensors, stringBytes, arrayElements, count, headerBytes, nestingDepth);
  }

  /** A copy with another bound on the bytes before the tensor data. */
  public FormatLimits withHeaderBytes(int count) {
    return new FormatLimits(
        metadataEntries, tensors, stringBytes, arrayElements, dimensions, count, nestingDepth);
  }

  /** A copy with another bound on nesting. */
  public FormatLimits withNestingDepth(int depth) {
    return new FormatLimits(
        metadataEntries, tensors, stringBytes, arrayElements, dimensions, headerBytes, depth);
  }
}
