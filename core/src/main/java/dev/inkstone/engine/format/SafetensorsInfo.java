package dev.inkstone.engine.format;

import dev.inkstone.engine.tensor.Shape;

/**
 * A tensor's entry in a safetensors header.
 *
 * @param name its name
 * @param shape its dimensions, slowest first
 * @param type its element type
 * @param begin where its bytes begin, counted from the end of the header
 * @param end where its bytes end; {@code end - begin} is what shape and type take
 * @param headerOffset where the entry is in the file, for messages
 */
record SafetensorsInfo(
    String name, Shape shape, StoredType type, long begin, long end, long headerOffset) {}
