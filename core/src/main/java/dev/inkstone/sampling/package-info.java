/** How the next token is chosen from the logits. */
@NullMarked
package dev.inkstone.sampling;

import org.jspecify.annotations.NullMarked;
