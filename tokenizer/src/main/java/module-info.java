/** Tokenizers, chat messages and chat templates. */
module dev.inkstone.tokenizer {
  exports dev.inkstone.chat;
  exports dev.inkstone.error;
  exports dev.inkstone.files to
      dev.inkstone.core,
      dev.inkstone.examples;
  exports dev.inkstone.tokenizer;
  exports dev.inkstone.tokenizer.efficiency;
  exports dev.inkstone.tokenizer.training;

  requires com.fasterxml.jackson.databind;
  requires org.slf4j;
  requires static transitive org.jspecify;
}
