/** How many tokens a tokenizer needs for a text, beside other tokenizers and other languages. */
@NullMarked
package dev.inkstone.tokenizer.efficiency;

import org.jspecify.annotations.NullMarked;
