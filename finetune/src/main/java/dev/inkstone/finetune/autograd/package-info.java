/**
 * The training interpreter of a model: {@code Tape} computes what {@code EagerOps} computes,
 * remembers how, and goes back through it for gradients. One backward rule per operation.
 */
@NullMarked
package dev.inkstone.finetune.autograd;

import org.jspecify.annotations.NullMarked;
