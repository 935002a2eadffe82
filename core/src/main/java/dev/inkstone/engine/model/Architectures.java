package dev.inkstone.engine.model;

import dev.inkstone.error.UnsupportedModelException;
import java.util.List;

/** The registry: every architecture is one line here and one file beside. */
public final class Architectures {
  private static final List<Architecture> ALL = List.of(Llama.ARCHITECTURE);

  private Architectures() {}

  /** All architectures. */
  public static List<Architecture> all() {
    return ALL;
  }

  /**
   * The architecture GGUF calls {@code name}; throws UnsupportedModelException naming the known
   * ones.
   */
  public static Architecture ofGguf(String name) {
    return ALL.stream()
        .filter(architecture -> architecture.ggufNames().contains(name))
        .findFirst()
        .orElseThrow(
            () -> unknown(name, ALL.stream().flatMap(a -> a.ggufNames().stream()).toList()));
  }

  /**
   * The architecture of Hugging Face's class {@code name}; throws UnsupportedModelException naming
   * the known ones.
   */
  public static Architecture ofHuggingFace(String name) {
    return ALL.stream()
        .filter(architecture -> architecture.huggingFaceNames().contains(name))
        .findFirst()
        .orElseThrow(
            () -> unknown(name, ALL.stream().flatMap(a -> a.huggingFaceNames().stream()).toList()));
  }

  private static UnsupportedModelException unknown(String name, List<String> known) {
    return new UnsupportedModelException(
        "architecture '" + name + "' is not supported; supported are " + known);
  }
}
