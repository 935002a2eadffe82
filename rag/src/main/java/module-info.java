/** Retrieval-augmented generation: documents, chunks, indexes, answers with citations. */
module dev.inkstone.rag {
  requires transitive dev.inkstone.core;
  requires static transitive org.jspecify;
}
