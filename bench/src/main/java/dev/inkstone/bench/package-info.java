/** Benchmarks: kernels under JMH, whole programs side by side with peers, and memory probes. */
@NullMarked
package dev.inkstone.bench;

import org.jspecify.annotations.NullMarked;
