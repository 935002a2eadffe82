package dev.inkstone.chat.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The evaluated arguments of one call. */
record Arguments(List<Value> positional, Map<String, Value> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());

  static Arguments of(Value... positional) {
    return new Arguments(List.of(positional), Map.of());
  }

  /** All but the first {@code count} positional arguments. */
  Arguments without(int count) {
    return new Arguments(positional.subList(count, positional.size()), named);
  }

  /** Sorts the arguments into a function's parameters, in their order, as Python does. */
  Bound bind(String function, String... parameters) {
    if (positional.size() > parameters.length) {
      throw new Failure(
          "%s() takes at most %d arguments, got %d"
              .formatted(function, parameters.length, positional.size()));
    }
    @Nullable Value[] values = new @Nullable Value[parameters.length];
    for (int i = 0; i < positional.size(); i++) {
      values[i] = positional.get(i);
    }
    named.forEach((name, value) -> place(function, parameters, values, name, value));
    return new Bound(function, parameters, values);
  }

  private static void place(
      String function, String[] parameters, @Nullable Value[] values, String name, Value value) {
    int at = List.of(parameters).indexOf(name);
    if (at < 0) {
      throw new Failure(function + "() got an unexpected keyword argument '" + name + "'");
    }
    if (values[at] != null) {
      throw new Failure(function + "() got multiple values for argument '" + name + "'");
    }
    values[at] = value;
  }

  /** Arguments by parameter position; a parameter that was not given has no value. */
  static final class Bound {
    private final String function;
    private final String[] parameters;
    private final @Nullable Value[] values;

    private Bound(String function, String[] parameters, @Nullable Value[] values) {
      this.function = function;
      this.parameters = parameters;
      this.values = values;
    }

    @Nullable Value optional(int parameter) {
      return values[parameter];
    }

    /** The value, or null where it was not given or is None. */
    @Nullable Value unlessNone(int parameter) {
      return values[parameter] instanceof Value.None ? null : values[parameter];
    }

    Value or(int parameter, Value otherwise) {
      Value value = values[parameter];
      return value == null ? otherwise : value;
    }

    Value required(int parameter) {
      Value value = values[parameter];
      if (value == null) {
        throw new Failure(
            "%s() is missing its argument '%s'".formatted(function, parameters[parameter]));
      }
      return value;
    }

    boolean flag(int parameter, boolean otherwise) {
      Value value = values[parameter];
      return value == null ? otherwise : Operators.isTrue(value);
    }

    int integer(int parameter, int otherwise) {
      Value value = values[parameter];
      return value == null ? otherwise : Numbers.clampedInt(value);
    }

    Text text(int parameter) {
      Value value = required(parameter);
      if (value instanceof Text text) {
        return text;
      }
      throw new Failure(
          "%s() argument '%s' must be str, not %s"
              .formatted(function, parameters[parameter], value.type()));
    }
  }
}
