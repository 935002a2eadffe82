/** Model files, kernels, models and text generation. */
module dev.inkstone.core {
  exports dev.inkstone;
  exports dev.inkstone.sampling;
  exports dev.inkstone.engine.model to
      dev.inkstone.rag,
      dev.inkstone.finetune,
      dev.inkstone.distill,
      dev.inkstone.examples;
  exports dev.inkstone.engine.nn to
      dev.inkstone.rag,
      dev.inkstone.finetune,
      dev.inkstone.distill,
      dev.inkstone.examples;
  exports dev.inkstone.engine.tensor to
      dev.inkstone.rag,
      dev.inkstone.finetune,
      dev.inkstone.distill,
      dev.inkstone.examples;
  exports dev.inkstone.engine.quant to
      dev.inkstone.rag,
      dev.inkstone.finetune,
      dev.inkstone.distill,
      dev.inkstone.examples;
  exports dev.inkstone.engine.format to
      dev.inkstone.rag,
      dev.inkstone.finetune,
      dev.inkstone.distill,
      dev.inkstone.examples;

  requires transitive dev.inkstone.tokenizer;
  requires com.fasterxml.jackson.databind;
  requires java.management;
  requires jdk.incubator.vector;
  requires jdk.management;
  requires org.slf4j;
  requires static transitive org.jspecify;
}
