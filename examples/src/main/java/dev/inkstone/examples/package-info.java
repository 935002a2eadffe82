/** Runnable programs: the command line's entry point. */
@NullMarked
package dev.inkstone.examples;

import org.jspecify.annotations.NullMarked;
