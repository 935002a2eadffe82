/** Retrieval-augmented generation: documents, chunks, indexes, answers with citations. */
@NullMarked
package dev.inkstone.rag;

import org.jspecify.annotations.NullMarked;
