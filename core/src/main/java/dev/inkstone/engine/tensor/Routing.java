package dev.inkstone.engine.tensor;

import java.util.Arrays;

/**
 * Which experts the tokens of a mixture go to, with what weight: the result of {@link Ops#route}.
 *
 * <p>A token that goes to {@code used} experts becomes as many rows. The rows of all tokens are
 * ordered by expert and, for one expert, by token, so that every expert has its tokens side by
 * side; {@link Ops#dispatch} makes them and {@link Ops#combine} takes them back.
 *
 * <p>Lives as long as the tensors of the interpreter that made it. One of a dry run has weights
 * without data, and no choices.
 */
public final class Routing {
  private final int experts;
  private final int tokens;
  private final int used;
  private final Tensor weights;
  private final int[] choices; // expert of token t, choice j, at t * used + j
  private final int[] rows; // row of the same
  private final int[] tokenOfRow;
  private final int[] starts; // first row of each expert, then the number of rows

  /** A routing to be filled: choices, then {@link #arrange}, and the weights. */
  Routing(int experts, Tensor weights) {
    this.experts = experts;
    this.tokens = weights.rows();
    this.used = weights.columns();
    this.weights = weights;
    choices = new int[tokens * used];
    rows = new int[tokens * used];
    tokenOfRow = new int[tokens * used];
    starts = new int[experts + 1];
  }

  /**
   * A routing made elsewhere, for interpreters of their own.
   *
   * @param choices for each token its experts, best first; {@code tokens * used} of them
   * @param weights {@code (tokens, used)}
   */
  public static Routing of(int experts, int[] choices, Tensor weights) {
    Routing routing = new Routing(experts, weights);
    if (choices.length != routing.choices.length) {
      throw new IllegalArgumentException(
          choices.length + " choices for weights " + weights.shape());
    }
    System.arraycopy(choices, 0, routing.choices, 0, choices.length);
    routing.arrange();
    return routing;
  }

  /** Orders the rows by expert, then by token. */
  void arrange() {
    Arrays.fill(starts, 0);
    for (int expert : choices) {
      starts[expert + 1]++;
    }
    for (int e = 0; e < experts; e++) {
      starts[e + 1] += starts[e];
    }
    for (int i = 0; i < choices.length; i++) {
      int row = starts[choices[i]]++;
      rows[i] = row;
      tokenOfRow[row] = i / used;
    }
    System.arraycopy(starts, 0, starts, 1, experts); // each start has moved to the next one's
    starts[0] = 0;
  }

  /** Tokens routed. */
  public int tokens() {
    return tokens;
  }

  /** Experts to choose from. */
  public int experts() {
    return experts;
  }

  /** Experts a token goes to. */
  public int used() {
    return used;
  }

  /** Rows of all experts together: {@code tokens * used}. */
  public int rowCount() {
    return rows.length;
  }

  /**
   * The share of each choice of a token, best first; {@code (tokens, used)}, each row sums to 1.
   */
  public Tensor weights() {
    return weights;
  }

  /** The expert that is choice {@code choice} of a token, 0 the best. */
  public int expert(int token, int choice) {
    return choices[token * used + choice];
  }

  /** The row in which that expert works on the token. */
  public int row(int token, int choice) {
    return rows[token * used + choice];
  }

  /** The token of a row. */
  public int token(int row) {
    return tokenOfRow[row];
  }

  /** The first row of an expert; of the one after the last, the number of rows. */
  public int firstRow(int expert) {
    return starts[expert];
  }

  /** How many tokens an expert has. */
  public int rowCount(int expert) {
    return starts[expert + 1] - starts[expert];
  }

  /** The choices, to be filled. */
  int[] choices() {
    return choices;
  }

  /** The row of every choice, token by token; not to be changed. */
  int[] rows() {
    return rows;
  }
}
