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
 * @param conventions what files say about its norms and its activation
 * @param names the tensors' names
 * @param recipe builds the model from its setup and weights
 */
public record Architecture(
    String name,
    List<String> ggufNames,
    List<String> huggingFaceNames,
    boolean mixture,
    RotaryStyle rotary,
    Conventions conventions,
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
  public record RotaryStyle(boolean ggufInterleaved, boolean huggingFaceInterleaved) {
    /** Positions come in by other ways, and nothing rotates. */
    public static final RotaryStyle NONE = new RotaryStyle(false, false);
  }

  /**
   * What files say about norms and activation.
   *
   * @param ggufEpsilon GGUF's key of the norms' epsilon, without the architecture's prefix
   * @param huggingFaceEpsilon the key of the same in {@code config.json}
   * @param activations values of {@code hidden_act} in {@code config.json} that mean what the
   *     recipe computes
   */
  public record Conventions(
      String ggufEpsilon, String huggingFaceEpsilon, List<String> activations) {

    /** Copies the list. */
    public Conventions {
      activations = List.copyOf(activations);
    }
  }

  /** Whether it generates text; if not, it reads text. */
  public boolean decodes() {
    return recipe instanceof Decoder;
  }

  /** Builds a model. */
  public sealed interface Recipe {
    /** Takes its weights from {@code weights}, checking every shape. */
    Network build(ModelSetup setup, Weights weights);
  }

  /** Builds a decoder. */
  @FunctionalInterface
  public non-sealed interface Decoder extends Recipe {
    @Override
    DecoderModel build(ModelSetup setup, Weights weights);
  }

  /** Builds an encoder. */
  @FunctionalInterface
  public non-sealed interface Encoder extends Recipe {
    @Override
    EncoderModel build(ModelSetup setup, Weights weights);
  }
}
