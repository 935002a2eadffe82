/** Tensors, weights and the operations on them, with their interpreters. */
@NullMarked
package dev.inkstone.engine.tensor;

import org.jspecify.annotations.NullMarked;
