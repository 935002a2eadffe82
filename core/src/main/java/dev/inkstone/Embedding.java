package dev.inkstone;

/**
 * The embedding of a text, and what it was made of.
 *
 * @param vector as many numbers as the model has dimensions; not copied
 * @param tokens tokens that were read, special ones included
 * @param truncated whether the text had more
 */
// A vector is a float[] everywhere in Java; two embeddings are compared by their angle, not by
// equals, which looks at the identity of the array.
@SuppressWarnings("ArrayRecordComponent")
public record Embedding(float[] vector, int tokens, boolean truncated) {

  @Override
  public String toString() {
    return "Embedding[%d dimensions, %d tokens%s]"
        .formatted(vector.length, tokens, truncated ? ", truncated" : "");
  }
}
