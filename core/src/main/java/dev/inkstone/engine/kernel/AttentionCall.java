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
 */
public final class AttentionCall {
  /** Queries, binary32, {@code (tokens, heads * keySize)}. */
  public MemorySegment queries = MemorySegment.NULL;

  /**
   * Keys from position 0, {@code (>= firstPosition + tokens, kvHeads * keySize)}, binary32 or
   * binary16.
   */
  public MemorySegment keys = MemorySegment.NULL;

  /**
   * Values from position 0, {@code (>= firstPosition + tokens, kvHeads * valueSize)}, as the keys.
   */
  public MemorySegment values = MemorySegment.NULL;

  /** Result, binary32, {@code (tokens, heads * valueSize)}. */
  public MemorySegment result = MemorySegment.NULL;

  /** Whether keys and values are binary16. */
  public boolean half;

  /** Number of query rows. */
  public int tokens;

  /** Position of the first query row. */
  public int firstPosition;

  /** Query heads. */
  public int heads;

  /** Key/value heads; divides {@link #heads}. */
  public int kvHeads;

  /** Elements of a key. */
  public int keySize;

  /** Elements of a value. */
  public int valueSize;

  /** Factor of the scores. */
  public float scale;

  /** Number of keys a query sees, 0 for all before it. */
  public int window;

  /**
   * Number of sequences, 0 for a causal attention. There is no first position, no window and no
   * binary16 then.
   */
  public int sequences;

  /** First row of each sequence, and the number of rows after the last: ascending from 0. */
  public int[] starts = {};
}
