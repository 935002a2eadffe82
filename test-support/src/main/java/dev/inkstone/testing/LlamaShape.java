package dev.inkstone.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * The sizes of a small Llama and the tensors they make, named as in GGUF. It knows names and sizes
 * only: who builds a model fills the tensors.
 *
 * @param vocabulary tokens
 * @param context positions
 * @param hidden elements of a layer's input
 * @param layers of attention and feed-forward network
 * @param heads of queries
 * @param kvHeads heads of keys and values
 * @param feedForward inner elements of the feed-forward network
 */
public record LlamaShape(
    int vocabulary, int context, int hidden, int layers, int heads, int kvHeads, int feedForward) {

  /** What a tensor is for. */
  public enum Role {
    EMBEDDING,
    MATRIX,
    NORM,
    BIAS
  }

  /**
   * A tensor to be filled.
   *
   * @param columns of a matrix, 1 for a vector
   */
  public record Tensor(String name, Role role, int rows, int columns) {

    public int elements() {
      return rows * columns;
    }

    /** Rows and columns, or the elements of a vector. */
    public long[] dimensions() {
      return columns == 1 ? new long[] {rows} : new long[] {rows, columns};
    }
  }

  /** Elements of a head. */
  public int headSize() {
    return hidden / heads;
  }

  /**
   * All tensors.
   *
   * @param biases whether every matrix of a layer has a bias
   * @param tied whether the head is the embedding
   */
  public List<Tensor> tensors(boolean biases, boolean tied) {
    return tensors(biases, tied, 0);
  }

  /**
   * All tensors of a mixture of experts, whose experts have a tensor each.
   *
   * @param biases whether every matrix of an attention has a bias; without experts, every matrix of
   *     a layer
   * @param experts in a layer, 0 for none
   */
  public List<Tensor> tensors(boolean biases, boolean tied, int experts) {
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(new Tensor("token_embd.weight", Role.EMBEDDING, vocabulary, hidden));
    for (int i = 0; i < layers; i++) {
      layer(tensors, "blk." + i + ".", biases, experts);
    }
    tensors.add(new Tensor("output_norm.weight", Role.NORM, hidden, 1));
    if (!tied) {
      tensors.add(new Tensor("output.weight", Role.MATRIX, vocabulary, hidden));
    }
    return tensors;
  }

  private void layer(List<Tensor> tensors, String prefix, boolean biases, int experts) {
    tensors.add(new Tensor(prefix + "attn_norm.weight", Role.NORM, hidden, 1));
    linear(tensors, prefix + "attn_q", hidden, hidden, biases);
    linear(tensors, prefix + "attn_k", kvHeads * headSize(), hidden, biases);
    linear(tensors, prefix + "attn_v", kvHeads * headSize(), hidden, biases);
    linear(tensors, prefix + "attn_output", hidden, hidden, biases);
    tensors.add(new Tensor(prefix + "ffn_norm.weight", Role.NORM, hidden, 1));
    if (experts == 0) {
      feedForward(tensors, prefix, "", biases);
    } else {
      linear(tensors, prefix + "ffn_gate_inp", experts, hidden, false);
      for (int e = 0; e < experts; e++) {
        feedForward(tensors, prefix, "." + e, false);
      }
    }
  }

  private void feedForward(List<Tensor> tensors, String prefix, String expert, boolean biases) {
    linear(tensors, prefix + "ffn_gate" + expert, feedForward, hidden, biases);
    linear(tensors, prefix + "ffn_up" + expert, feedForward, hidden, biases);
    linear(tensors, prefix + "ffn_down" + expert, hidden, feedForward, biases);
  }

  private static void linear(List<Tensor> tensors, String name, int out, int in, boolean bias) {
    tensors.add(new Tensor(name + ".weight", Role.MATRIX, out, in));
    if (bias) {
      tensors.add(new Tensor(name + ".bias", Role.BIAS, out, 1));
    }
  }
}
