package dev.inkstone.engine.model;

import dev.inkstone.engine.format.Metadata;
import dev.inkstone.error.UnsupportedModelException;
import java.util.List;

/** The registry: every architecture is one line here and one file beside. */
public final class Architectures {
  private static final List<Architecture> ALL =
      List.of(Llama.ARCHITECTURE, Mixtral.ARCHITECTURE, Bert.ARCHITECTURE);

  private Architectures() {}

  /** All architectures. */
  public static List<Architecture> all() {
    return ALL;
  }

  /**
   * The architecture of a GGUF file; throws UnsupportedModelException naming the known ones if it
   * is none of them.
   */
  public static Architecture ofGguf(Metadata metadata) {
    String name = metadata.string("general.architecture");
    return ofGguf(name, metadata.integer(name + ".expert_count", 0) > 0);
  }

  /**
   * The architecture GGUF calls {@code name}; throws UnsupportedModelException naming the known
   * ones.
   *
   * @param mixture whether the file has experts
   */
  public static Architecture ofGguf(String name, boolean mixture) {
    return ALL.stream()
        .filter(architecture -> architecture.mixture() == mixture)
        .filter(architecture -> architecture.ggufNames().contains(name))
        .findFirst()
        .orElseThrow(
            () ->
                unknown(
                    name, ALL.stream().flatMap(a -> a.ggufNames().stream()).distinct().toList()));
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
