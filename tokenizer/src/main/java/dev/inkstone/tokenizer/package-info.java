/** Text to token ids and back, for every tokenizer family and file format. */
@NullMarked
package dev.inkstone.tokenizer;

import org.jspecify.annotations.NullMarked;
