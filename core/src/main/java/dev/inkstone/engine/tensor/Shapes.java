package dev.inkstone.engine.tensor;

import java.util.List;

/**
 * The shape rules of {@link Ops}, shared by its interpreters; a broken rule names the operation and
 * both shapes.
 */
final class Shapes {
  private Shapes() {}

  static void linear(Weight weight, Tensor x) {
    if (x.columns() != weight.columns()) {
      throw mismatch("linear " + weight, x, weight.columns());
    }
  }

  /** Of {@code dy}, {@code x} and a matrix {@code (out, in)}, or of their gradients. */
  static void linearGradient(Tensor dy, Tensor x, int out, int in) {
    if (dy.rows() != x.rows() || dy.columns() != out || x.columns() != in) {
      throw new IllegalArgumentException(
          "gradient of linear [%d, %d]: dy %s and x %s, expected [T, %d] and [T, %d]"
              .formatted(out, in, dy.shape(), x.shape(), out, in));
    }
  }

  static void affine(Weight weight, Weight bias, Tensor x) {
    linear(weight, x);
    if (bias.rows() != 1 || bias.columns() != weight.rows()) {
      throw new IllegalArgumentException(
          "affine %s: bias %s, expected [1, %d]".formatted(weight, bias, weight.rows()));
    }
  }

  static void affine(List<Weight> weights, List<Weight> biases, Tensor x) {
    if (!biases.isEmpty() && biases.size() != weights.size()) {
      throw new IllegalArgumentException(
          "affine: %d biases for %d weights".formatted(biases.size(), weights.size()));
    }
    for (int i = 0; i < weights.size(); i++) {
      linear(weights.get(i), x);
      if (!biases.isEmpty()) {
        affine(weights.get(i), biases.get(i), x);
      }
    }
  }

  static void gatedLinear(Weight gate, Weight up, Tensor x) {
    linear(gate, x);
    linear(up, x);
    if (gate.rows() != up.rows()) {
      throw new IllegalArgumentException("gatedLinear: rows of " + gate + " and " + up + " differ");
    }
  }

  static void row(String operation, Tensor x, Weight row) {
    if (row.rows() != 1 || x.columns() != row.columns()) {
      throw mismatch(operation + " " + row, x, row.columns());
    }
  }

  static void same(String operation, Tensor a, Tensor b) {
    if (a.rows() != b.rows() || a.columns() != b.columns()) {
      throw new IllegalArgumentException(
          operation + ": shapes " + a.shape() + " and " + b.shape() + " differ");
    }
  }

  static void rotate(Tensor x, Rotation rotation) {
    if (x.columns() % rotation.headSize() != 0) {
      throw new IllegalArgumentException(
          "rotate: columns of "
              + x.shape()
              + " are no multiple of the head size "
              + rotation.headSize());
    }
  }

  static void attention(
      Tensor q, Tensor keys, Tensor values, AttentionSpec spec, int firstPosition) {
    int needed = firstPosition + q.rows();
    if (!columnsFit(q, keys, values, spec) || keys.rows() < needed || values.rows() < needed) {
      throw new IllegalArgumentException(
          "attention: queries %s, keys %s, values %s from position %d do not fit %s"
              .formatted(q.shape(), keys.shape(), values.shape(), firstPosition, spec));
    }
  }

  static void attention(
      Tensor q, CachedRows keys, CachedRows values, AttentionSpec spec, int firstPosition) {
    long needed = (long) firstPosition + q.rows();
    if (q.columns() != spec.heads() * spec.keySize()
        || keys.columns() != spec.kvHeads() * spec.keySize()
        || values.columns() != spec.kvHeads() * spec.valueSize()
        || !keys.holds(needed)
        || !values.holds(needed)) {
      throw new IllegalArgumentException(
          "attention: queries %s, keys %s, values %s from position %d do not fit %s"
              .formatted(q.shape(), keys, values, firstPosition, spec));
    }
  }

  static void attention(
      Tensor q, Tensor keys, Tensor values, AttentionSpec spec, Sequences sequences) {
    if (!columnsFit(q, keys, values, spec)
        || q.rows() != sequences.rows()
        || keys.rows() != sequences.rows()
        || values.rows() != sequences.rows()
        || spec.window() != 0) {
      throw new IllegalArgumentException(
          "attention: queries %s, keys %s, values %s within %s do not fit %s"
              .formatted(q.shape(), keys.shape(), values.shape(), sequences, spec));
    }
  }

  private static boolean columnsFit(Tensor q, Tensor keys, Tensor values, AttentionSpec spec) {
    return q.columns() == spec.heads() * spec.keySize()
        && keys.columns() == spec.kvHeads() * spec.keySize()
        && values.columns() == spec.kvHeads() * spec.valueSize();
  }

  static void pool(Tensor x, Sequences sequences) {
    requireRows("pool", x, sequences.rows());
  }

  static void store(Tensor source, CachedRows target, int position) {
    if (source.columns() != target.columns()
        || position < 0
        || !target.holds((long) position + source.rows())) {
      throw new IllegalArgumentException(
          "store: rows of %s do not fit %s at position %d"
              .formatted(source.shape(), target, position));
    }
  }

  static void rows(Tensor x, int from, int count) {
    if (from < 0 || count < 0 || from + count > x.rows()) {
      throw new IllegalArgumentException(
          "rows " + from + " to " + (from + count) + " are not in " + x.shape());
    }
  }

  static void route(Tensor logits, int used) {
    if (used < 1 || used > logits.columns()) {
      throw new IllegalArgumentException(
          "route: " + used + " of " + logits.columns() + " experts, logits " + logits.shape());
    }
  }

  static void dispatch(Tensor x, Routing routing) {
    requireRows("dispatch", x, routing.tokens());
  }

  static void expertLinear(List<Weight> experts, Tensor x, Routing routing) {
    requireExperts("expertLinear", experts, routing);
    requireRows("expertLinear", x, routing.rowCount());
    linear(experts.getFirst(), x);
  }

  static void expertGatedLinear(List<Weight> gates, List<Weight> ups, Tensor x, Routing routing) {
    requireExperts("expertGatedLinear, gates", gates, routing);
    requireExperts("expertGatedLinear, ups", ups, routing);
    requireRows("expertGatedLinear", x, routing.rowCount());
    gatedLinear(gates.getFirst(), ups.getFirst(), x);
  }

  private static void requireExperts(String operation, List<Weight> experts, Routing routing) {
    if (experts.size() != routing.experts()) {
      throw new IllegalArgumentException(
          "%s: %d weights for %d experts".formatted(operation, experts.size(), routing.experts()));
    }
  }

  static void combine(Tensor x, Routing routing) {
    requireRows("combine", x, routing.rowCount());
  }

  private static void requireRows(String operation, Tensor x, int rows) {
    if (x.rows() != rows) {
      throw new IllegalArgumentException(
          "%s: input %s, expected %d rows".formatted(operation, x.shape(), rows));
    }
  }

  private static IllegalArgumentException mismatch(String operation, Tensor x, int expected) {
    return new IllegalArgumentException(
        operation + ": input " + x.shape() + ", expected " + expected + " columns");
  }
}
