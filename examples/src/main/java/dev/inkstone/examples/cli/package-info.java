/** The command line: one file per command, and what they share. */
@NullMarked
package dev.inkstone.examples.cli;

import org.jspecify.annotations.NullMarked;
