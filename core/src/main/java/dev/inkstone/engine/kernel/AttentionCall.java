package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * The arguments of one attention. Mutable and reused, so that a call allocates nothing; belongs to
 * one caller.
 *
 * <p>Causal, if {@link #sequences} is 0: query row {@code t} stands at position {@code
 * firstPosition + t} and sees keys {@code max(0, position - window + 1) .. position}. Else rows are
 * those of sequences one after the other, and a query sees the keys of its whole sequence.
 *
 * <p>{@code y (tokens, heads * valueSize) = softmax(scale * q . k^T) . v}, head {@code h} using
 * key/value head {@code h / (heads / kvHeads)}.
 *
 * <p>{@link Kernels#attention} refuses a call whose parts do not fit together. An infinite value,
 * or one that is not a number, may reach all queries of a call, those that do not see it too.
 */
public final class AttentionCall {
  /** Queries, binary32, {@code (tokens, heads * keySize)}. */
  public MemorySegment queries = MemorySegment.NULL;

  /** Keys of the positions {@code 0 .. firstPosition + tokens - 1} at least. */
  public KeyValueRows keys = KeyValueRows.ofKeys();

  /** Values of the same positions. */
  public KeyValueRows values = KeyValueRows.ofValues();

  /** Result, binary32, {@code (tokens, heads * valueSize)}. */
  public MemorySegment result = MemorySegment.NULL;

  /** Number of query rows. */
  public int tokens;

  /** Position of the first query row. */
  public int firstPosition;

  /** Query heads. */
  public int heads;

  /** Factor of the scores. */
  public float scale;

  /** Number of keys a query sees, 0 for all before it. */
  public int window;

  /**
   * Number of sequences, 0 for a causal attention. There is no first position, no window, and keys
   * and values are plain then.
   */
  public int sequences;

  /** First row of each sequence, and the number of rows after the last: ascending from 0. */
  public int[] starts = {};

  /** Key/value heads; divides {@link #heads}. */
  int kvHeads() {
    return keys.heads;
  }

  /** Elements of a key. */
  int keySize() {
    return keys.size;
  }

  /** Elements of a value. */
  int valueSize() {
    return values.size;
  }
}
