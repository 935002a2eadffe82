/**
 * The exceptions every module throws: one unchecked family, so that a caller learns one vocabulary.
 */
@NullMarked
package dev.inkstone.error;

import org.jspecify.annotations.NullMarked;
