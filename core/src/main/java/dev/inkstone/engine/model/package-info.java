/** One file per architecture, and the registry that lists them. */
@NullMarked
package dev.inkstone.engine.model;

import org.jspecify.annotations.NullMarked;
