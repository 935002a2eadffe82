package dev.inkstone.engine.format;

import dev.inkstone.engine.tensor.Shape;
import java.lang.foreign.MemorySegment;

/**
 * One tensor of a model file.
 *
 * @param name the name in the file
 * @param shape row-major, slowest dimension first, whatever order the file writes
 * @param type element type
 * @param data exactly the tensor's bytes, mapped read-only, any alignment; valid until the file is
 *     closed
 */
public record StoredTensor(String name, Shape shape, StoredType type, MemorySegment data) {}
