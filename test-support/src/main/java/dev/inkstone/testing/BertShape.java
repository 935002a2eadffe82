package dev.inkstone.testing;

import dev.inkstone.testing.LlamaShape.Role;
import dev.inkstone.testing.LlamaShape.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The sizes of a small BERT, the tensors they make, named as in GGUF, and a vocabulary of letters.
 * It knows names and sizes only: who builds a model fills the tensors.
 *
 * @param context positions
 * @param hidden elements of a layer's input
 * @param layers of attention and feed-forward network
 * @param heads of attention
 * @param feedForward inner elements of the feed-forward network
 */
public record BertShape(int context, int hidden, int layers, int heads, int feedForward) {
  private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

  /** The tokens, word pieces marked as in vocab.txt: special ones, letters, letters that go on. */
  public static List<String> vocabulary() {
    List<String> tokens = new ArrayList<>(SPECIAL);
    letters().forEach(tokens::add);
    letters().stream().map(letter -> "##" + letter).forEach(tokens::add);
    return tokens;
  }

  /** The tokens as GGUF has them: words begin with a lower one eighth block. */
  public static List<String> ggufVocabulary() {
    List<String> tokens = new ArrayList<>(SPECIAL);
    letters().stream().map(letter -> "\u2581" + letter).forEach(tokens::add);
    tokens.addAll(letters());
    return tokens;
  }

  private static List<String> letters() {
    return IntStream.rangeClosed('a', 'z').mapToObj(Character::toString).toList();
  }

  /** All tensors. */
  public List<Tensor> tensors() {
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(new Tensor("token_embd.weight", Role.EMBEDDING, vocabulary().size(), hidden));
    tensors.add(new Tensor("position_embd.weight", Role.EMBEDDING, context, hidden));
    tensors.add(new Tensor("token_types.weight", Role.EMBEDDING, 2, hidden));
    norm(tensors, "token_embd_norm");
    for (int i = 0; i < layers; i++) {
      String prefix = "blk." + i + ".";
      linear(tensors, prefix + "attn_q", hidden, hidden);
      linear(tensors, prefix + "attn_k", hidden, hidden);
      linear(tensors, prefix + "attn_v", hidden, hidden);
      linear(tensors, prefix + "attn_output", hidden, hidden);
      norm(tensors, prefix + "attn_output_norm");
      linear(tensors, prefix + "ffn_up", feedForward, hidden);
      linear(tensors, prefix + "ffn_down", hidden, feedForward);
      norm(tensors, prefix + "layer_output_norm");
    }
    return tensors;
  }

  private void norm(List<Tensor> tensors, String name) {
    tensors.add(new Tensor(name + ".weight", Role.NORM, hidden, 1));
    tensors.add(new Tensor(name + ".bias", Role.BIAS, hidden, 1));
  }

  private static void linear(List<Tensor> tensors, String name, int out, int in) {
    tensors.add(new Tensor(name + ".weight", Role.MATRIX, out, in));
    tensors.add(new Tensor(name + ".bias", Role.BIAS, out, 1));
  }
}
