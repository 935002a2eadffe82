/** One file per quantization format, and the registry that lists them. */
@NullMarked
package dev.inkstone.engine.quant;

import org.jspecify.annotations.NullMarked;
