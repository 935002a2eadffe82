/**
 * How the next token is chosen from the logits: {@link dev.inkstone.sampling.Sampling} says what is
 * wanted, {@link dev.inkstone.sampling.Sampler} does it, a {@link
 * dev.inkstone.sampling.LogitsProcessor} joins in.
 */
@NullMarked
package dev.inkstone.sampling;

import org.jspecify.annotations.NullMarked;
