package dev.inkstone.chat.jinja;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** A test: what stands behind {@code is}. */
@FunctionalInterface
interface Test {
  boolean holds(Value input, Arguments arguments, Rendering rendering);

  /** All tests by name. */
  Map<String, Test> ALL = all();

  /** The test of a name; fails on an unknown one. */
  static Test named(String name) {
    Test test = ALL.get(name);
    if (test == null) {
      throw new Failure("no test named '" + name + "'");
    }
    return test;
  }

  private static Map<String, Test> all() {
    Map<String, Test> all = new HashMap<>();
    addKinds(all);
    addOrders(all);
    addOthers(all);
    return Map.copyOf(all);
  }

  private static void addKinds(Map<String, Test> all) {
    all.put("defined", plain(value -> !(value instanceof Undefined)));
    all.put("undefined", plain(value -> value instanceof Undefined));
    all.put("none", plain(value -> value instanceof Value.None));
    all.put("boolean", plain(value -> value instanceof Value.Bool));
    all.put("true", plain(value -> value == Value.Bool.TRUE));
    all.put("false", plain(value -> value == Value.Bool.FALSE));
    all.put("integer", plain(value -> value instanceof Value.Int));
    all.put("float", plain(value -> value instanceof Value.Real));
    all.put("number", plain(Numbers::isNumber));
    all.put("string", plain(value -> value instanceof Text));
    all.put("mapping", plain(value -> value instanceof DictValue));
    all.put("iterable", plain(Sequences::isIterable));
    all.put("sequence", plain(Test::isSequence));
    all.put("callable", plain(value -> value instanceof Callable || value instanceof Undefined));
    all.put("escaped", plain(value -> value instanceof Text text && text.isMarkup()));
  }

  private static Test plain(Predicate<Value> holds) {
    return (input, arguments, rendering) -> {
      arguments.bind("the test");
      return holds.test(input);
    };
  }

  /** Whether the value has a length and items by position or key. */
  private static boolean isSequence(Value value) {
    return value instanceof Text
        || value instanceof ListValue
        || value instanceof DictValue
        || value instanceof RangeValue
        || value instanceof Undefined;
  }

  private static void addOrders(Map<String, Test> all) {
    for (String name : new String[] {"eq", "equalto", "=="}) {
      all.put(name, binary(Comparison::equal));
    }
    all.put("ne", binary((a, b) -> !Comparison.equal(a, b)));
    all.put("!=", all.get("ne"));
    for (String name : new String[] {"lt", "lessthan", "<"}) {
      all.put(name, order("<", order -> order < 0));
    }
    for (String name : new String[] {"gt", "greaterthan", ">"}) {
      all.put(name, order(">", order -> order > 0));
    }
    for (String name : new String[] {"le", "<="}) {
      all.put(name, order("<=", order -> order <= 0));
    }
    for (String name : new String[] {"ge", ">="}) {
      all.put(name, order(">=", order -> order >= 0));
    }
  }

  private static Test order(String operator, IntPredicate holds) {
    return binary(
        (left, right) -> {
          Integer order = Comparison.compare(left, right, operator);
          return order != null && holds.test(order);
        });
  }

  /** Whether two values relate. */
  @FunctionalInterface
  interface Relation {
    boolean holds(Value left, Value right);
  }

  private static Test binary(Relation relation) {
    return (input, arguments, rendering) -> {
      Value other = arguments.bind("the test", "other").required(0);
      rendering.spendOnComparing(input, other);
      return relation.holds(input, other);
    };
  }

  private static void addOthers(Map<String, Test> all) {
    all.put(
        "in",
        (input, arguments, rendering) -> {
          Value container = arguments.bind("in", "seq").required(0);
          rendering.spendOnSearching(container, input);
          return Sequences.contains(container, input);
        });
    all.put("sameas", binary(Test::isSame));
    all.put("odd", plain(value -> remainder(value, Value.Int.of(2)).equals(BigInteger.ONE)));
    all.put("even", plain(value -> remainder(value, Value.Int.of(2)).signum() == 0));
    all.put(
        "divisibleby",
        (input, arguments, rendering) ->
            remainder(input, arguments.bind("divisibleby", "num").required(0)).signum() == 0);
    all.put("lower", plain(value -> StringMethods.isLower(StringFilters.soft(value).value())));
    all.put("upper", plain(value -> StringMethods.isUpper(StringFilters.soft(value).value())));
    all.put("filter", plain(value -> Filter.ALL.containsKey(Keys.of(value))));
    all.put("test", plain(value -> Test.ALL.containsKey(Keys.of(value))));
  }

  /** Identity, which for the values Python shares is equality within one type. */
  // The test asks for identity, so references are what is to be compared.
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Value left, Value right) {
    boolean shared =
        left instanceof Text || left instanceof Value.Int || left instanceof Value.Real;
    return shared
        ? left.type().equals(right.type()) && Comparison.equal(left, right)
        : left == right;
  }

  private static BigInteger remainder(Value value, Value divisor) {
    Value remainder = Operators.apply(Expr.Operator.MODULO, value, divisor);
    if (remainder instanceof Value.Real real) {
      return real.value() == Math.rint(real.value())
          ? BigInteger.valueOf((long) real.value())
          : BigInteger.TWO;
    }
    return Numbers.isInteger(remainder) ? Numbers.integer(remainder) : BigInteger.TWO;
  }
}
