/** Tests of the model file formats. */
@NullMarked
package dev.inkstone.engine.format;

import org.jspecify.annotations.NullMarked;
