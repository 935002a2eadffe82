package dev.inkstone.finetune.autograd;

import dev.inkstone.engine.tensor.AttentionSpec;
import dev.inkstone.engine.tensor.CachedRows;
import dev.inkstone.engine.tensor.EagerOps;
import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Pooling;
import dev.inkstone.engine.tensor.Rotation;
import dev.inkstone.engine.tensor.Routing;
import dev.inkstone.engine.tensor.Sequences;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The interpreter for training: computes every operation as {@link EagerOps} does, bit for bit, and
 * remembers those on which a watched weight has influence, so that {@link #backward} can go through
 * them in reverse.
 *
 * <p>A step: forward passes of a model without a cache, one {@link #loss} each, {@link #backward},
 * {@link #reset}. Gradients of weights add up over steps until {@link #zeroGradients}, which is how
 * a batch is taken in parts.
 *
 * <p>Memory: all results of the forward passes until {@link #reset}, one binary32 copy of each
 * watched weight, and during {@link #backward} the gradients of a few results at a time. Not
 * thread-safe.
 */
public final class Tape implements Ops, AutoCloseable {
  private final EagerOps inner;
  private final Gradients gradients = new Gradients();
  private final List<BackwardRule> rules = new ArrayList<>();
  private State state = State.RECORDING;

  private enum State {
    RECORDING,
    DONE,
    CLOSED
  }

  /**
   * A tape that computes through {@code inner} and closes it.
   *
   * @param inner keeps its results until its reset; nobody else uses it
   */
  public Tape(EagerOps inner) {
    this.inner = inner;
  }

  /**
   * Asks for the gradient of {@code weight} from here on. Weights that are not watched are frozen
   * and cost neither time nor memory.
   *
   * @throws IllegalArgumentException if the weight is not stored as F32: quantized weights cannot
   *     follow a gradient
   */
  public void watch(Weight weight) {
    requireNotClosed();
    if (!weight.format().name().equals("F32")) {
      throw new IllegalArgumentException(
          "weight " + weight + " cannot be trained, only F32 can: train a LoRA addition to it");
    }
    gradients.watch(weight);
  }

  /**
   * Asks for the gradient of {@code tensor}, an input or a result that something recorded later
   * will use; forgotten at {@link #reset}.
   */
  public void watch(Tensor tensor) {
    requireRecording();
    gradients.watch(tensor);
  }

  /**
   * Evaluates {@code loss} on {@code output}; {@link #backward} will start there. Several losses on
   * one tape are summed.
   *
   * @param output a result of this tape
   * @return the loss
   */
  public double loss(Tensor output, Loss loss) {
    requireRecording();
    return gradients.wanted(output)
        ? loss.addGradient(output, gradients.of(output))
        : loss.value(output);
  }

  /**
   * Mean cross entropy of {@code logits (T, vocabulary)}, as {@link #loss} of {@link
   * CrossEntropy#mean}.
   *
   * @param targets the right token of every row; {@link CrossEntropy#IGNORED} (-100) for rows that
   *     do not count
   */
  public double crossEntropy(Tensor logits, int[] targets) {
    return loss(logits, CrossEntropy.mean(targets));
  }

  /**
   * Adds the derivative of the summed losses to the gradient of everything watched. Once between
   * two resets.
   *
   * @throws IllegalStateException if no loss depends on anything watched, or backward already ran
   */
  public void backward() {
    requireRecording();
    if (!gradients.any()) {
      throw new IllegalStateException(
          "no loss on this tape depends on anything watched: watch weights, run forward, call loss");
    }
    state = State.DONE;
    for (BackwardRule rule : rules.reversed()) {
      Tensor dy = gradients.found(rule.y());
      if (dy != null) {
        rule.backward(dy, gradients);
        gradients.release(rule.y());
      }
    }
    rules.clear();
  }

  /**
   * The gradient of a watched weight, {@code (out, in)} in binary32; valid until {@link #close},
   * and changed by {@link #backward} and {@link #zeroGradients}.
   *
   * @throws IllegalArgumentException if the weight is not watched
   */
  public Tensor gradient(Weight weight) {
    requireNotClosed();
    return gradients.of(weight);
  }

  /**
   * The gradient of a watched tensor; valid until {@link #reset}.
   *
   * @throws IllegalArgumentException if the tensor is not watched
   */
  public Tensor gradient(Tensor tensor) {
    requireNotClosed();
    return gradients.ofWatched(tensor);
  }

  /** Sets the gradients of all watched weights to zero. */
  public void zeroGradients() {
    requireNotClosed();
    gradients.zeroWeights();
  }

  /**
   * Forgets everything recorded and recycles the memory of all results; watched weights stay
   * watched and keep their gradients.
   */
  public void reset() {
    requireNotClosed();
    rules.clear();
    gradients.forgetTensors();
    inner.reset();
    state = State.RECORDING;
  }

  /** Bytes held for the gradients of tensors, weights not counted. */
  long gradientBytes() {
    return gradients.tensorBytes();
  }

  @Override
  public Tensor embedding(Weight table, int[] ids, int from, int count) {
    Tensor y = inner.embedding(table, ids, from, count);
    return record(new EmbeddingRule(table, Arrays.copyOfRange(ids, from, from + count), y));
  }

  @Override
  public Tensor linear(Weight weight, Tensor x) {
    return record(new LinearRule(inner, weight, x, inner.linear(weight, x)));
  }

  @Override
  public Tensor addBias(Tensor x, Weight bias) {
    return record(new ElementwiseRules.AddBias(x, bias, inner.addBias(x, bias)));
  }

  @Override
  public Tensor add(Tensor a, Tensor b) {
    return record(new ElementwiseRules.Add(a, b, inner.add(a, b)));
  }

  @Override
  public Tensor multiply(Tensor a, Tensor b) {
    return record(new ElementwiseRules.Multiply(a, b, inner.multiply(a, b)));
  }

  @Override
  public Tensor scale(Tensor x, float factor) {
    return record(new ElementwiseRules.Scale(x, factor, inner.scale(x, factor)));
  }

  @Override
  public Tensor silu(Tensor x) {
    return record(new ElementwiseRules.Silu(x, inner.silu(x)));
  }

  @Override
  public Tensor gelu(Tensor x) {
    return record(new ElementwiseRules.Gelu(x, inner.gelu(x)));
  }

  @Override
  public Tensor swiGlu(Tensor gate, Tensor up) {
    return record(new ElementwiseRules.SwiGlu(gate, up, inner.swiGlu(gate, up)));
  }

  @Override
  public Routing route(Tensor logits, int used) {
    Routing routing = inner.route(logits, used);
    record(new ExpertRules.Route(logits, routing));
    return routing;
  }

  @Override
  public Tensor dispatch(Tensor x, Routing routing) {
    return record(new ExpertRules.Dispatch(x, routing, inner.dispatch(x, routing)));
  }

  @Override
  public Tensor expertLinear(List<Weight> experts, Tensor x, Routing routing) {
    Tensor y = inner.expertLinear(experts, x, routing);
    return record(new ExpertRules.ExpertLinear(inner, experts, x, routing, y));
  }

  @Override
  public Tensor combine(Tensor x, Routing routing) {
    return record(new ExpertRules.Combine(x, routing, inner.combine(x, routing)));
  }

  @Override
  public Tensor rmsNorm(Tensor x, Weight gain, float epsilon) {
    return record(new RmsNormRule(x, gain, epsilon, inner.rmsNorm(x, gain, epsilon)));
  }

  @Override
  public Tensor layerNorm(Tensor x, Weight gain, Weight bias, float epsilon) {
    Tensor y = inner.layerNorm(x, gain, bias, epsilon);
    return record(new LayerNormRule(x, gain, bias, epsilon, y));
  }

  @Override
  public Tensor rotate(Tensor x, Rotation rotation, int firstPosition) {
    Tensor y = inner.rotate(x, rotation, firstPosition);
    return record(new RotateRule(x, rotation, firstPosition, y));
  }

  @Override
  public Tensor attention(
      Tensor q, Tensor keys, Tensor values, AttentionSpec spec, int firstPosition) {
    Tensor y = inner.attention(q, keys, values, spec, firstPosition);
    SeenKeys seen = SeenKeys.causal(spec, q.rows(), firstPosition);
    return record(new AttentionRule(q, keys, values, spec, seen, y));
  }

  @Override
  public Tensor attention(
      Tensor q, Tensor keys, Tensor values, AttentionSpec spec, Sequences sequences) {
    Tensor y = inner.attention(q, keys, values, spec, sequences);
    return record(new AttentionRule(q, keys, values, spec, SeenKeys.within(sequences), y));
  }

  @Override
  public Tensor pool(Tensor x, Sequences sequences, Pooling pooling) {
    return record(new PoolRule(x, sequences, pooling, inner.pool(x, sequences, pooling)));
  }

  /** Not supported: what a cache holds is no longer connected to what it was computed from. */
  @Override
  public void store(Tensor source, CachedRows target, int position) {
    throw cached("store " + source + " into");
  }

  /** Not supported: see {@link #store}. */
  @Override
  public Tensor attention(
      Tensor q, CachedRows keys, CachedRows values, AttentionSpec spec, int firstPosition) {
    throw cached("read");
  }

  private static IllegalStateException cached(String what) {
    return new IllegalStateException(
        "a tape cannot "
            + what
            + " a cache: gradients would not flow through it;"
            + " run the whole sequence with no cache");
  }

  @Override
  public Tensor rows(Tensor x, int from, int count) {
    Tensor y = inner.rows(x, from, count);
    return y == x ? x : record(new RowsRule(x, from, y));
  }

  @Override
  public void close() {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      rules.clear();
      gradients.close();
      inner.close();
    }
  }

  private Tensor record(BackwardRule rule) {
    requireRecording();
    if (rule.needed(gradients)) {
      gradients.want(rule.y());
      rules.add(rule);
    }
    return rule.y();
  }

  private void requireRecording() {
    requireNotClosed();
    if (state == State.DONE) {
      throw new IllegalStateException("backward has run on this tape: reset it first");
    }
  }

  private void requireNotClosed() {
    if (state == State.CLOSED) {
      throw new IllegalStateException("tape is closed");
    }
  }
}
