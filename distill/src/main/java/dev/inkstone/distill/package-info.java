/** Distillation: a teacher's knowledge into a student. */
@NullMarked
package dev.inkstone.distill;

import org.jspecify.annotations.NullMarked;
