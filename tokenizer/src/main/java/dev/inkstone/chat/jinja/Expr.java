package dev.inkstone.chat.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression of a template; {@code line} is where it starts. */
sealed interface Expr {

  int line();

  /** A constant. */
  record Literal(Value value, int line) implements Expr {}

  /** A variable. */
  record Name(String name, int line) implements Expr {}

  /** {@code owner.name}. */
  record Attribute(Expr owner, String name, int line) implements Expr {}

  /** {@code owner[key]}. */
  record Item(Expr owner, Expr key, int line) implements Expr {}

  /** {@code owner[start:stop:step]}. */
  record Slice(Expr owner, @Nullable Expr start, @Nullable Expr stop, @Nullable Expr step, int line)
      implements Expr {}

  /** {@code callee(arguments)}. */
  record Call(Expr callee, CallArguments arguments, int line) implements Expr {}

  /** {@code input | filter}. */
  record Filtered(Expr input, FilterUse filter, int line) implements Expr {}

  /** {@code input is name(arguments)}. */
  record Tested(Expr input, String name, CallArguments arguments, int line) implements Expr {}

  /** {@code -operand}, {@code +operand} or {@code not operand}. */
  record Unary(char operator, Expr operand, int line) implements Expr {}

  /** An arithmetic operation. */
  record Binary(Operator operator, Expr left, Expr right, int line) implements Expr {}

  /** {@code a ~ b ~ c}. */
  record Concat(List<Expr> parts, int line) implements Expr {}

  /** {@code first < second <= third}. */
  record Compare(Expr first, List<Comparand> rest, int line) implements Expr {}

  /** {@code left and right}, {@code left or right}. */
  record Logical(boolean and, Expr left, Expr right, int line) implements Expr {}

  /** {@code then if condition else otherwise}. */
  record Conditional(Expr condition, Expr then, @Nullable Expr otherwise, int line)
      implements Expr {}

  /** A list or tuple display. */
  record Sequence(List<Expr> items, boolean tuple, int line) implements Expr {}

  /** A dict display. */
  record Dict(List<Pair> pairs, int line) implements Expr {}

  /** A key and its value. */
  record Pair(Expr key, Expr value) {}

  /** One step of a comparison: {@code < == in not in} and an operand. */
  record Comparand(String operator, Expr operand) {}

  /** A named argument. */
  record Named(String name, Expr value) {}

  /** A filter with its arguments. */
  record FilterUse(String name, CallArguments arguments, int line) {}

  /** Arguments as written; {@code *rest} and {@code **more} may follow. */
  record CallArguments(
      List<Expr> positional, List<Named> named, @Nullable Expr rest, @Nullable Expr more) {
    static final CallArguments NONE = new CallArguments(List.of(), List.of(), null, null);
  }

  /** The arithmetic operators. */
  enum Operator {
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/"),
    FLOOR_DIVIDE("//"),
    MODULO("%"),
    POWER("**");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    String symbol() {
      return symbol;
    }

    static Operator of(String symbol) {
      for (Operator operator : values()) {
        if (operator.symbol.equals(symbol)) {
          return operator;
        }
      }
      throw new IllegalArgumentException("no operator '" + symbol + "'");
    }
  }
}
