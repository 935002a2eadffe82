package dev.inkstone.chat.jinja;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Python values as Java map keys: equal exactly where Python's hash and equality agree. */
final class Keys {
  private static final long MAX_WEIGHT = 10_000;

  private Keys() {}

  static Object of(Value value) {
    return switch (value) {
      case Text text -> text.value();
      case Value.Int number -> number.value();
      case Value.Bool flag -> Numbers.integer(flag);
      case Value.Real real -> ofReal(real.value());
      case ListValue sequence when sequence.isTuple() -> ofTuple(sequence);
      case ListValue list -> throw unhashable(list);
      case DictValue dict -> throw unhashable(dict);
      default -> value;
    };
  }

  private static Object ofReal(double value) {
    boolean whole = !Double.isInfinite(value) && value == Math.rint(value);
    return whole ? new BigDecimal(value).toBigInteger() : (Object) value;
  }

  private static List<Object> ofTuple(ListValue tuple) {
    if (tuple.weight() > MAX_WEIGHT) {
      throw new Failure("a tuple of more than " + MAX_WEIGHT + " values as a key");
    }
    List<Object> keys = new ArrayList<>(tuple.items().size());
    for (Value item : tuple.items()) {
      keys.add(of(item));
    }
    return keys;
  }

  private static Failure unhashable(Value value) {
    return new Failure("unhashable type: '" + value.type() + "'");
  }
}
