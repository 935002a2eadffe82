/** Distillation: a teacher's knowledge into a student. */
module dev.inkstone.distill {
  requires transitive dev.inkstone.finetune;
  requires static transitive org.jspecify;
}
