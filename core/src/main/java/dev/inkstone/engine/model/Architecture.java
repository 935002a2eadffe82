package dev.inkstone.engine.model;

import java.util.List;

/**
 * One entry of the registry: the names an architecture answers to and how its model is built.
 *
 * @param ggufNames values of GGUF's {@code general.architecture}; the first is the architecture's
 *     own name
 * @param huggingFaceNames values of {@code architectures[]} in Hugging Face's {@code config.json}
 * @param rotary how each file format pairs the elements that rotate together
 * @param names the tensors' names
 * @param recipe builds the model from its setup and weights
 */
public record Architecture(
    List<String> ggufNames,
    List<String> huggingFaceNames,
    RotaryStyle rotary,
    TensorNames names,
    Recipe recipe) {

  /** Copies the lists. */
  public Architecture {
    ggufNames = List.copyOf(ggufNames);
    huggingFaceNames = List.copyOf(huggingFaceNames);
  }

  /** The architecture's own name. */
  public String name() {
    return ggufNames.getFirst();
  }

  /**
   * Which pairs rotate together: neighbours (true) or halves (false). GGUF's converter permutes
   * Llama's query and key rows from halves to neighbours.
   */
  public record RotaryStyle(boolean ggufInterleaved, boolean huggingFaceInterleaved) {}

  /** Builds a model. */
  @FunctionalInterface
  public interface Recipe {
    /** Takes its weights from {@code weights}, checking every shape. */
    DecoderModel build(ModelSetup setup, Weights weights);
  }
}
