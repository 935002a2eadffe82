package dev.inkstone.chat.jinja;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The Python methods of lists and dicts, and the way from a value to any of its methods. */
final class Methods {
  /** What a method does with the value it belongs to. */
  @FunctionalInterface
  interface Method<T extends Value> {
    Value call(T self, Arguments arguments, Rendering rendering);
  }

  private static final Set<String> MUTATING =
      Set.of(
          "append",
          "clear",
          "extend",
          "insert",
          "pop",
          "popitem",
          "remove",
          "reverse",
          "setdefault",
          "sort",
          "update");

  private static final Map<String, Method<DictValue>> DICT =
      Map.of(
          "get", Methods::valueOrDefault,
          "keys", (self, arguments, rendering) -> view(DictView.Kind.KEYS, self, arguments),
          "values", (self, arguments, rendering) -> view(DictView.Kind.VALUES, self, arguments),
          "items", (self, arguments, rendering) -> view(DictView.Kind.ITEMS, self, arguments),
          "copy", (self, arguments, rendering) -> self);

  private static final Map<String, Method<ListValue>> LIST =
      Map.of(
          "count", (self, arguments, rendering) -> count(self, arguments, rendering),
          "index", (self, arguments, rendering) -> index(self, arguments, rendering));

  private Methods() {}

  /** The method bound to the value, undefined for one the sandbox forbids, null for none. */
  static @Nullable Value find(Value owner, String name) {
    return switch (owner) {
      case Text text -> bind(StringMethods.ALL.get(name), text, name);
      case DictValue dict when isUnsafeDict(name) -> Undefined.unsafe(dict, name);
      case DictValue dict -> bind(DICT.get(name), dict, name);
      case ListValue list when isUnsafeList(list, name) -> Undefined.unsafe(list, name);
      case ListValue list when name.equals("copy") && !list.isTuple() ->
          new Callable.Builtin(name, (arguments, rendering) -> list);
      case ListValue list -> bind(LIST.get(name), list, name);
      case RangeValue range -> bind(LIST.get(name), ListValue.tuple(range.items()), name);
      default -> null;
    };
  }

  private static boolean isUnsafeDict(String name) {
    return MUTATING.contains(name)
        && Set.of("clear", "pop", "popitem", "setdefault", "update").contains(name);
  }

  private static boolean isUnsafeList(ListValue list, String name) {
    return !list.isTuple()
        && MUTATING.contains(name)
        && !Set.of("popitem", "setdefault", "update").contains(name);
  }

  private static <T extends Value> @Nullable Value bind(
      @Nullable Method<T> method, T self, String name) {
    return method == null
        ? null
        : new Callable.Builtin(
            name, (arguments, rendering) -> method.call(self, arguments, rendering));
  }

  private static Value valueOrDefault(DictValue self, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("get", "key", "default");
    Value value = self.lookup(bound.required(0));
    return value == null ? bound.or(1, Value.None.NONE) : value;
  }

  private static Value view(DictView.Kind kind, DictValue self, Arguments arguments) {
    arguments.bind(kind.name());
    return new DictView(kind, self);
  }

  private static Value count(ListValue self, Arguments arguments, Rendering rendering) {
    Value wanted = arguments.bind("count", "value").required(0);
    rendering.spendOnSearching(self, wanted);
    return Value.Int.of(
        self.items().stream().filter(item -> Comparison.equal(item, wanted)).count());
  }

  private static Value index(ListValue self, Arguments arguments, Rendering rendering) {
    Value wanted = arguments.bind("index", "value").required(0);
    rendering.spendOnSearching(self, wanted);
    for (int i = 0; i < self.items().size(); i++) {
      if (Comparison.equal(self.items().get(i), wanted)) {
        return Value.Int.of(i);
      }
    }
    throw new Failure("the value is not in the list");
  }
}
