/** Collections of plain numbers that the rooms of this module share; not exported. */
@NullMarked
package dev.inkstone.tokenizer.numbers;

import org.jspecify.annotations.NullMarked;
