/** The front room: load a model, generate text, hold a conversation. */
@NullMarked
package dev.inkstone;

import org.jspecify.annotations.NullMarked;
