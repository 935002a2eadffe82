/** Bricks that architectures are built from; they call {@code Ops} and nothing below. */
@NullMarked
package dev.inkstone.engine.nn;

import org.jspecify.annotations.NullMarked;
