package dev.inkstone;

/** Why a generation ended. */
public enum FinishReason {
  /** The model ended its answer. */
  END_OF_SEQUENCE,
  /** A stop string appeared. */
  STOP_STRING,
  /** The limit of new tokens was reached. */
  MAX_TOKENS,
  /** The context is full. */
  CONTEXT_FULL,
  /** The deadline passed. */
  DEADLINE,
  /** The caller cancelled, or its thread was interrupted. */
  CANCELLED
}
