/** Fine-tuning: full, LoRA and QLoRA training of the models of core. */
@NullMarked
package dev.inkstone.finetune;

import org.jspecify.annotations.NullMarked;
