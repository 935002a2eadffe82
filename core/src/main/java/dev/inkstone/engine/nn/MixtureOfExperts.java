package dev.inkstone.engine.nn;

import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Routing;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;
import java.util.List;

/**
 * Several gated feed-forward networks of which every token uses a few (Shazeer et al. 2017,
 * arXiv:1701.06538, as in Jiang et al. 2024, arXiv:2401.04088):
 *
 * <pre>y = sum over the chosen e of weight[e] * down[e](silu(gate[e](x)) * up[e](x))</pre>
 *
 * <p>The {@code used} experts with the largest router logits are chosen, weighed by the softmax of
 * all logits divided by its sum over the chosen. The tokens of an expert are multiplied together;
 * weights of experts that nobody chose are not touched.
 *
 * @param router {@code (experts, hidden)}
 * @param gate for every expert {@code (inner, hidden)}
 * @param up for every expert {@code (inner, hidden)}
 * @param down for every expert {@code (hidden, inner)}
 * @param used experts a token uses
 */
public record MixtureOfExperts(
    Linear router, List<Weight> gate, List<Weight> up, List<Weight> down, int used)
    implements PositionWise {

  /** Copies the lists and checks that the parts fit together. */
  public MixtureOfExperts {
    gate = List.copyOf(gate);
    up = List.copyOf(up);
    down = List.copyOf(down);
    int experts = router.weight().rows();
    if (gate.size() != experts || up.size() != experts || down.size() != experts) {
      throw new IllegalArgumentException(
          "%d gates, %d ups, %d downs, expected %d of each for the router %s"
              .formatted(gate.size(), up.size(), down.size(), experts, router.weight()));
    }
    if (used < 1 || used > experts) {
      throw new IllegalArgumentException("used = " + used + ", expected 1 to " + experts);
    }
  }

  @Override
  public Tensor forward(Ops ops, Tensor x) {
    Routing routing = ops.route(router.forward(ops, x), used); // (T, experts) -> (T, used)
    Tensor rows = ops.dispatch(x, routing); // (T * used, hidden), ordered by expert
    Tensor inner = ops.expertGatedLinear(gate, up, rows, routing); // (T * used, inner)
    Tensor outputs = ops.expertLinear(down, inner, routing); // (T * used, hidden)
    return ops.combine(outputs, routing); // (T, hidden)
  }
}
