package dev.inkstone.chat.jinja;

import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The filters that change or choose items one by one: map, select, reject and their kin. */
final class ChoosingFilters {
  private ChoosingFilters() {}

  static void addTo(Map<String, Filter> all) {
    all.put("map", (input, arguments, run) -> lazily(input, () -> map(input, arguments, run)));
    all.put("select", choosing(true, false));
    all.put("reject", choosing(false, false));
    all.put("selectattr", choosing(true, true));
    all.put("rejectattr", choosing(false, true));
  }

  private static Filter choosing(boolean wanted, boolean byAttribute) {
    return (input, arguments, run) ->
        lazily(input, () -> choose(input, arguments, run, wanted, byAttribute));
  }

  /** What is not true, None included, has no items and no complaints about arguments. */
  private static Generator lazily(Value input, Supplier<Iterator<Value>> items) {
    return Generator.of(() -> Operators.isTrue(input) ? items.get() : Collections.emptyIterator());
  }

  private static Iterator<Value> map(Value input, Arguments arguments, Rendering rendering) {
    if (arguments.positional().isEmpty() && arguments.named().containsKey("attribute")) {
      return mapAttribute(input, arguments, rendering);
    }
    if (arguments.positional().isEmpty()) {
      throw new Failure("map requires a filter argument");
    }
    Filter filter = Filter.named(name(arguments.positional().getFirst()));
    Arguments rest = arguments.without(1);
    return Generator.mapped(
        rendering.iterator(input),
        item -> {
          rendering.spendOnCall(item, rest);
          return rendering.madeOf(item, filter.apply(item, rest, rendering));
        });
  }

  private static Iterator<Value> mapAttribute(
      Value input, Arguments arguments, Rendering rendering) {
    Map<String, Value> named = new HashMap<>(arguments.named());
    Value attribute = named.remove("attribute");
    Value otherwise = named.remove("default");
    if (!named.isEmpty()) {
      throw new Failure("map takes no other keyword arguments beside attribute and default");
    }
    AttributePath path =
        AttributePath.of(attribute, otherwise instanceof Value.None ? null : otherwise);
    return Generator.mapped(rendering.iterator(input), path::find);
  }

  private static Iterator<Value> choose(
      Value input, Arguments arguments, Rendering rendering, boolean wanted, boolean byAttribute) {
    List<Value> given = arguments.positional();
    if (byAttribute && given.isEmpty()) {
      throw new Failure("missing parameter for attribute name");
    }
    AttributePath path = AttributePath.of(byAttribute ? given.getFirst() : null);
    int offset = byAttribute ? 1 : 0;
    if (given.size() == offset) {
      return new Chosen(
          rendering.iterator(input), item -> Operators.isTrue(path.find(item)) == wanted);
    }
    Test test = Test.named(name(given.get(offset)));
    Arguments rest = arguments.without(offset + 1);
    return new Chosen(
        rendering.iterator(input),
        item -> {
          Value tested = path.find(item);
          rendering.spendOnCounting(tested);
          return test.holds(tested, rest, rendering) == wanted;
        });
  }

  private static String name(Value value) {
    if (value instanceof Text text) {
      return text.isTrusted() || isKnown(text.value()) ? text.value() : "";
    }
    throw new Failure("the name of a filter or test must be a string, not " + value.type());
  }

  private static boolean isKnown(String name) {
    Set<String> tests = Test.ALL.keySet();
    return tests.contains(name) || Filter.ALL.containsKey(name);
  }
}
