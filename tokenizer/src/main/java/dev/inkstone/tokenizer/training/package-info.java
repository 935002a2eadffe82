/** Trainers: vocabularies learned from texts, written as tokenizer.json. */
@NullMarked
package dev.inkstone.tokenizer.training;

import org.jspecify.annotations.NullMarked;
