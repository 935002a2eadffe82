/** Reading and writing model files: GGUF and safetensors. */
@NullMarked
package dev.inkstone.engine.format;

import org.jspecify.annotations.NullMarked;
