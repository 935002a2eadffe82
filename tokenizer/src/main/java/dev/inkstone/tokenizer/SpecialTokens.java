package dev.inkstone.tokenizer;

import java.util.OptionalInt;
import java.util.Set;

/**
 * Ids with a role in a vocabulary; a role the vocabulary does not have is empty.
 *
 * @param bos begin of sequence
 * @param eos end of sequence
 * @param unk unknown
 * @param pad padding
 * @param endOfGeneration every id that ends an answer: end of sequence, end of turn, end of message
 * @param addBos whether the model wants {@code bos} in front of a text
 * @param addEos whether the model wants {@code eos} after a text
 */
public record SpecialTokens(
    OptionalInt bos,
    OptionalInt eos,
    OptionalInt unk,
    OptionalInt pad,
    Set<Integer> endOfGeneration,
    boolean addBos,
    boolean addEos) {

  /** Copies the set. */
  public SpecialTokens {
    endOfGeneration = Set.copyOf(endOfGeneration);
  }
}
