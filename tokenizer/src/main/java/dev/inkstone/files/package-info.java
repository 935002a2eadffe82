/** Files that are written whole or not at all, and what went wrong with a file in words. */
@NullMarked
package dev.inkstone.files;

import org.jspecify.annotations.NullMarked;
