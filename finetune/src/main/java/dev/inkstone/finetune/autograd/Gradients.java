package dev.inkstone.finetune.autograd;

import dev.inkstone.engine.tensor.DType;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tensors and weights want gradients, and the gradients found so far. A gradient has its
 * tensor's shape, is binary32, starts at zero and is only ever added to, so that a tensor used
 * several times collects all its shares.
 */
final class Gradients implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final Arena weightMemory = Arena.ofShared();
  private final GradientMemory memory = new GradientMemory();
  private final IdentityHashMap<Weight, Tensor> ofWeights = new IdentityHashMap<>();
  private final IdentityHashMap<Tensor, Tensor> ofTensors = new IdentityHashMap<>();
  private final Set<Tensor> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Tensor> watched = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Marks a weight; its gradient lives until {@link #close}. */
  void watch(Weight weight) {
    ofWeights.computeIfAbsent(weight, this::zeros);
  }

  private Tensor zeros(Weight weight) {
    long bytes = (long) weight.rows() * weight.columns() * Float.BYTES;
    MemorySegment data = weightMemory.allocate(bytes, ALIGNMENT);
    return Tensor.of(DType.F32, weight.rows(), weight.columns(), data);
  }

  /** Marks a tensor whose gradient is kept until {@link #forgetTensors}. */
  void watch(Tensor tensor) {
    wanted.add(tensor);
    watched.add(tensor);
  }

  /** Marks a result that depends on something watched. */
  void want(Tensor result) {
    wanted.add(result);
  }

  boolean wanted(Tensor tensor) {
    return wanted.contains(tensor);
  }

  boolean wanted(Weight weight) {
    return ofWeights.containsKey(weight);
  }

  /** The gradient to add to; a zero one at first. */
  Tensor of(Tensor tensor) {
    return ofTensors.computeIfAbsent(tensor, t -> memory.zeros(t.rows(), t.columns()));
  }

  /** The gradient to add to; throws if the weight is not watched. */
  Tensor of(Weight weight) {
    Tensor gradient = ofWeights.get(weight);
    if (gradient == null) {
      throw new IllegalArgumentException(
          "weight " + weight + " is not watched: call watch before forward to have its gradient");
    }
    return gradient;
  }

  /** The gradient of a watched tensor; throws if it is not watched. */
  Tensor ofWatched(Tensor tensor) {
    if (!watched.contains(tensor)) {
      throw new IllegalArgumentException(
          "tensor " + tensor + " is not watched: call watch before it is used");
    }
    return of(tensor);
  }

  /** The gradient found so far; null if nothing was added. */
  @Nullable Tensor found(Tensor tensor) {
    return ofTensors.get(tensor);
  }

  /** Whether a backward pass has somewhere to start. */
  boolean any() {
    return !ofTensors.isEmpty();
  }

  /** Recycles the gradient of a result whose rule has run, unless it is watched. */
  void release(Tensor result) {
    if (!watched.contains(result)) {
      Tensor gradient = ofTensors.remove(result);
      if (gradient != null) {
        memory.recycle(gradient);
      }
    }
  }

  /** Sets the weights' gradients to zero. */
  void zeroWeights() {
    ofWeights.values().forEach(gradient -> gradient.data().fill((byte) 0));
  }

  /** Forgets all tensors; the weights' gradients stay. */
  void forgetTensors() {
    ofTensors.values().forEach(memory::recycle);
    ofTensors.clear();
    wanted.clear();
    watched.clear();
  }

  /** Bytes held for the gradients of tensors. */
  long tensorBytes() {
    return memory.bytes();
  }

  @Override
  public void close() {
    memory.close();
    weightMemory.close();
  }
}
