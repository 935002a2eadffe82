package dev.inkstone.engine.format;

import java.nio.file.Path;
import java.util.List;

/**
 * One parsed GGUF file: the whole model, or one part of a split one.
 *
 * @param file where it is
 * @param version the format version, 2 or 3
 * @param alignment the alignment of tensor data in bytes, a power of two
 * @param metadata the metadata of this file
 * @param tensors the tensors of this file, in file order
 */
record GgufPart(
    Path file, int version, int alignment, Metadata metadata, List<StoredTensor> tensors) {}
