package dev.inkstone.engine.model;

import java.util.List;

/**
 * One entry of the registry: the names an architecture answers to and how its model is built.
 *
 * @param name the architecture's own name
 * @param ggufNames values of GGUF's {@code general.architecture}
 * @param huggingFaceNames values of {@code architectures[]} in Hugging Face's {@code config.json}
 * @param mixture whether it is a mixture of experts, which GGUF tells by {@code expert_count} where
 *     another architecture has the same name
 * @param rotary how each file format pairs the elements that rotate together
 * @param names the tensors' names
 * @param recipe builds the model from its setup and weights
 */
public record Architecture(
    String name,
    List<String> ggufNames,
    List<String> huggingFaceNames,
    boolean mixture,
    RotaryStyle rotary,
    TensorNames names,
    Recipe recipe) {

  /** Copies the lists. */
  public Architecture {
    ggufNames = List.copyOf(ggufNames);
    huggingFaceNames = List.copyOf(huggingFaceNames);
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
