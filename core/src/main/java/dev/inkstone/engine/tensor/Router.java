package dev.inkstone.engine.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Chooses experts: for each token those of the largest logits, of equal ones the lowest index, and
 * weighs them by the softmax of all logits, divided by the sum over the chosen (Jiang et al. 2024,
 * arXiv:2401.04088, section 2.1). What the others would have had cancels out, so the weights are
 * the softmax of the chosen logits alone.
 *
 * <p>A logit that is not a number never wins against one that is; where one is chosen, for want of
 * others, the weights are not numbers either.
 */
final class Router {
  private Router() {}

  /** Fills {@code routing} from {@code logits (tokens, experts)}. */
  static void fill(Tensor logits, Routing routing) {
    MemorySegment data = logits.data();
    MemorySegment weights = routing.weights().data();
    int[] choices = routing.choices();
    int used = routing.used();
    for (int token = 0; token < routing.tokens(); token++) {
      long row = (long) token * routing.experts();
      int first = token * used;
      for (int choice = 0; choice < used; choice++) {
        choices[first + choice] = best(data, row, routing.experts(), choices, first, choice);
      }
      weigh(data, row, choices, first, used, weights);
    }
    routing.arrange();
  }

  /** The largest logit that is not yet among the {@code taken} choices. */
  private static int best(
      MemorySegment logits, long row, int experts, int[] choices, int first, int taken) {
    int best = -1;
    float largest = Float.NEGATIVE_INFINITY;
    for (int expert = 0; expert < experts; expert++) {
      float logit = logits.getAtIndex(ValueLayout.JAVA_FLOAT, row + expert);
      boolean better = best < 0 || logit > largest || (Float.isNaN(largest) && !Float.isNaN(logit));
      if (better && !isTaken(expert, choices, first, taken)) {
        best = expert;
        largest = logit;
      }
    }
    return best;
  }

  private static boolean isTaken(int expert, int[] choices, int first, int taken) {
    for (int i = first; i < first + taken; i++) {
      if (choices[i] == expert) {
        return true;
      }
    }
    return false;
  }

  private static void weigh(
      MemorySegment logits, long row, int[] choices, int first, int used, MemorySegment weights) {
    float largest = logits.getAtIndex(ValueLayout.JAVA_FLOAT, row + choices[first]);
    double sum = 0;
    for (int i = first; i < first + used; i++) {
      sum += exponential(logits, row + choices[i], largest);
    }
    for (int i = first; i < first + used; i++) {
      double weight = exponential(logits, row + choices[i], largest) / sum;
      weights.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) weight);
    }
  }

  /** By fdlibm, so that the weights are the same on every machine and however hot the code is. */
  private static double exponential(MemorySegment logits, long index, float largest) {
    double logit = logits.getAtIndex(ValueLayout.JAVA_FLOAT, index);
    return StrictMath.exp(logit - largest);
  }
}
