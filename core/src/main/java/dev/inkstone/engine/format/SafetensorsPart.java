package dev.inkstone.engine.format;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One parsed safetensors file: the whole model, or one shard.
 *
 * @param file where it is
 * @param metadata the strings under {@code __metadata__}
 * @param tensors the tensors, in header order
 */
record SafetensorsPart(Path file, Map<String, String> metadata, List<StoredTensor> tensors) {}
