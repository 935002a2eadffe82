/** Fine-tuning: full, LoRA and QLoRA training of the models of core. */
module dev.inkstone.finetune {
  exports dev.inkstone.finetune.autograd to
      dev.inkstone.distill;

  requires transitive dev.inkstone.core;
  requires org.slf4j;
  requires static transitive org.jspecify;
}
