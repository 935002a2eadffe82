package dev.inkstone.engine.tensor;

/**
 * The constants of an attention.
 *
 * @param heads query heads
 * @param kvHeads key/value heads; divides {@code heads}
 * @param keySize elements of one key or query head
 * @param valueSize elements of one value head
 * @param scale factor of the scores, usually {@code 1 / sqrt(keySize)}
 * @param window number of keys a query sees, itself included; 0 for all before it
 */
public record AttentionSpec(
    int heads, int kvHeads, int keySize, int valueSize, float scale, int window) {

  /** Checks that the parts fit together. */
  public AttentionSpec {
    if (heads <= 0 || kvHeads <= 0 || heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "heads = " + heads + " is no multiple of kvHeads = " + kvHeads);
    }
    if (keySize <= 0 || valueSize <= 0 || window < 0) {
      throw new IllegalArgumentException(
          "keySize = " + keySize + ", valueSize = " + valueSize + ", window = " + window);
    }
  }
}
