package dev.inkstone.engine.format;

import dev.inkstone.engine.tensor.Shape;

/**
 * A tensor's entry in the header of a GGUF file.
 *
 * @param name its name
 * @param shape its dimensions, slowest first
 * @param type its element type
 * @param offset where its bytes begin, counted from the start of the data; a multiple of the
 *     alignment
 * @param bytes its size in bytes, positive
 * @param headerOffset where its offset is written in the file, for messages
 */
record GgufTensorInfo(
    String name, Shape shape, StoredType type, long offset, long bytes, long headerOffset) {}
