package dev.inkstone.engine.model;

import dev.inkstone.engine.format.StoredTensor;
import dev.inkstone.engine.format.TensorFile;
import dev.inkstone.engine.nn.LayerNorm;
import dev.inkstone.engine.nn.Linear;
import dev.inkstone.engine.nn.RmsNorm;
import dev.inkstone.engine.quant.BlockFormats;
import dev.inkstone.engine.tensor.Shape;
import dev.inkstone.engine.tensor.Weight;
import dev.inkstone.engine.tensor.WeightMemory;
import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a model file, looked up by name with the shape the recipe expects. Recipes speak
 * GGUF's names; a translation leads to those of other formats.
 *
 * <p>Not thread-safe; used while a model is built.
 */
public final class Weights {
  /** Rotary frequencies, which a scaling may not want and some converters leave behind. */
  private static final Pattern NEEDLESS =
      Pattern.compile("rope_(freqs|factors_(long|short))\\.weight|(.*\\.)?rotary_emb\\.inv_freq");

  private static final int NAMED = 3; // unknown tensors in a message

  private final TensorFile file;
  private final WeightMemory memory;
  private final UnaryOperator<String> fileName;
  private final Map<String, Weight> taken = new LinkedHashMap<>();
  private final Set<Weight> multiplied = new LinkedHashSet<>();
  private final Set<String> understood = new HashSet<>();
  private long idleParameters;

  /**
   * The weights of {@code file}.
   *
   * @param fileName from a recipe's (GGUF) tensor name to the file's
   */
  public Weights(TensorFile file, WeightMemory memory, UnaryOperator<String> fileName) {
    this.file = file;
    this.memory = memory;
    this.fileName = fileName;
  }

  /** Whether the file has tensor {@code name}. */
  public boolean has(String name) {
    return file.tensor(fileName.apply(name)).isPresent();
  }

  /**
   * The matrix {@code name} of shape {@code [rows, columns]}; throws ModelFormatException if it is
   * not so.
   */
  public Weight matrix(String name, int rows, int columns) {
    return required(name, Shape.of(rows, columns));
  }

  /**
   * The vector {@code name} of {@code columns} elements; throws ModelFormatException if it is not
   * so.
   */
  public Weight vector(String name, int columns) {
    return required(name, Shape.of(columns));
  }

  /** The vector {@code name}, if the file has it. */
  private Optional<Weight> optionalVector(String name, int columns) {
    return has(name) ? Optional.of(vector(name, columns)) : Optional.empty();
  }

  /** The vector {@code name} as floats; throws ModelFormatException if it is not so. */
  public float[] floats(String name, int columns) {
    float[] values = new float[columns];
    vector(name, columns).decodeRow(0, values);
    return values;
  }

  /** The vector {@code name} as floats, if the file has it. */
  public Optional<float[]> optionalFloats(String name, int columns) {
    return has(name) ? Optional.of(floats(name, columns)) : Optional.empty();
  }

  /** The shape of matrix {@code name}; throws ModelFormatException if the file does not have it. */
  public Shape shape(String name) {
    StoredTensor tensor = stored(name);
    if (tensor.shape().rank() != 2) {
      throw new ModelFormatException(
          "tensor '%s' in %s: shape %s, expected 2 dimensions"
              .formatted(tensor.name(), file.path(), tensor.shape()));
    }
    return tensor.shape();
  }

  /**
   * The linear layer {@code prefix.weight (out, in)}, with {@code prefix.bias} if the file has it.
   */
  public Linear linear(String prefix, int out, int in) {
    @Nullable Weight bias = optionalVector(prefix + ".bias", out).orElse(null);
    return linear(matrix(prefix + ".weight", out, in), bias);
  }

  /**
   * A linear layer that shares {@code weight} with another part of the model, as a tied head does.
   */
  public Linear tied(Weight weight) {
    return linear(weight, null);
  }

  /**
   * The matrix {@code (out, in)} of every expert: slices of the tensor {@code prefix_exps.weight
   * (experts, out, in)}, which are not copied, or the tensors {@code prefix.E.weight}.
   */
  public List<Weight> experts(String prefix, Experts experts, int out, int in) {
    String first = prefix + ".0.weight";
    boolean separate = has(first) || !fileName.apply(first).equals(first); // translated: no GGUF
    List<Weight> all = new ArrayList<>();
    for (int e = 0; e < experts.count(); e++) {
      all.add(
          separate
              ? matrix(prefix + "." + e + ".weight", out, in)
              : slice(prefix + "_exps.weight", experts.count(), e, out, in));
    }
    multiplied.addAll(all);
    idleParameters += (long) (experts.count() - experts.used()) * out * in;
    return all;
  }

  /** Weights of experts that a token does not use. */
  long idleParameters() {
    return idleParameters;
  }

  private Linear linear(Weight weight, @Nullable Weight bias) {
    multiplied.add(weight);
    return new Linear(weight, bias);
  }

  /** The norm {@code prefix.weight}. */
  public RmsNorm rmsNorm(String prefix, int columns, float epsilon) {
    return new RmsNorm(vector(prefix + ".weight", columns), epsilon);
  }

  /** The norm {@code prefix.weight} with {@code prefix.bias}. */
  public LayerNorm layerNorm(String prefix, int columns, float epsilon) {
    return new LayerNorm(
        vector(prefix + ".weight", columns), vector(prefix + ".bias", columns), epsilon);
  }

  /** Says that these tensors are known and not needed, if the file has them. */
  public void leaveOut(String... names) {
    for (String name : names) {
      understood.add(fileName.apply(name));
    }
  }

  /** All weights taken so far, each once. */
  public Collection<Weight> taken() {
    return Collections.unmodifiableCollection(taken.values());
  }

  /** The weights of linear layers, which are worth packing. */
  public Collection<Weight> multiplied() {
    return Collections.unmodifiableCollection(multiplied);
  }

  /**
   * Names of the file's tensors that no recipe has asked for: a sign of a variant that is not
   * understood.
   */
  private List<String> untaken() {
    List<String> rest = new ArrayList<>();
    for (StoredTensor tensor : file.tensors()) {
      if (!understood.contains(tensor.name())) {
        rest.add(tensor.name());
      }
    }
    return rest;
  }

  /**
   * Checks that every tensor of the file was taken, but for those that only repeat what the
   * metadata says.
   *
   * @throws UnsupportedModelException naming the first that were not
   */
  void requireUnderstood() {
    List<String> unknown =
        untaken().stream().filter(name -> !NEEDLESS.matcher(name).matches()).toList();
    if (!unknown.isEmpty()) {
      throw new UnsupportedModelException(
          "%d tensors belong to a variant that is not understood: %s%s"
              .formatted(
                  unknown.size(),
                  String.join(", ", unknown.subList(0, Math.min(NAMED, unknown.size()))),
                  unknown.size() > NAMED ? ", ..." : ""));
    }
  }

  private Weight required(String name, Shape expected) {
    StoredTensor tensor = stored(name, expected);
    return weight(tensor.name(), expected, tensor, tensor.data());
  }

  /** Matrix {@code index} of the {@code count} in a tensor {@code (count, rows, columns)}. */
  private Weight slice(String name, int count, int index, int rows, int columns) {
    StoredTensor tensor = stored(name, Shape.of(count, rows, columns));
    long bytes = tensor.data().byteSize() / count;
    MemorySegment data = tensor.data().asSlice(index * bytes, bytes);
    return weight(tensor.name() + "[" + index + "]", Shape.of(rows, columns), tensor, data);
  }

  private Weight weight(String key, Shape shape, StoredTensor tensor, MemorySegment data) {
    return taken.computeIfAbsent(
        key,
        name -> new Weight(name, shape, BlockFormats.byName(tensor.type().name()), data, memory));
  }

  private StoredTensor stored(String name, Shape expected) {
    StoredTensor tensor = stored(name);
    if (!tensor.shape().equals(expected)) {
      throw new ModelFormatException(
          "tensor '%s' in %s: shape %s, expected %s"
              .formatted(tensor.name(), file.path(), tensor.shape(), expected));
    }
    understood.add(tensor.name());
    return tensor;
  }

  private StoredTensor stored(String name) {
    String stored = fileName.apply(name);
    return file.tensor(stored)
        .orElseThrow(
            () ->
                new ModelFormatException(
                    "tensor '%s' is missing in %s".formatted(stored, file.path())));
  }
}
