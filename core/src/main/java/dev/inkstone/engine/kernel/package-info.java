/** Packed matrices, numeric kernels, CPU features and worker threads. */
@NullMarked
package dev.inkstone.engine.kernel;

import org.jspecify.annotations.NullMarked;
