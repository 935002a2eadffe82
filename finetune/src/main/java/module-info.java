/** Fine-tuning: full, LoRA and QLoRA training of the models of core. */
module dev.inkstone.finetune {
  requires transitive dev.inkstone.core;
  requires org.slf4j;
  requires static transitive org.jspecify;
}
