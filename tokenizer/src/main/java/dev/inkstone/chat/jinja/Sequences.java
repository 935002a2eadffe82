package dev.inkstone.chat.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Iterating and measuring values as Python does. */
final class Sequences {
  /** The most items a list made by repetition or from a generator may have. */
  static final int MAX_ITEMS = 1 << 20;

  private Sequences() {}

  static boolean isIterable(Value value) {
    return switch (value) {
      case Text text -> true;
      case ListValue list -> true;
      case DictValue dict -> true;
      case DictView view -> true;
      case RangeValue range -> true;
      case Generator generator -> true;
      case Undefined undefined -> true;
      case Loop loop -> true;
      default -> false;
    };
  }

  static Iterator<Value> iterator(Value value) {
    return value instanceof Generator generator ? generator.rest() : items(value).iterator();
  }

  /** All items at once; a generator is used up. */
  static List<Value> items(Value value) {
    return switch (value) {
      case ListValue list -> list.items();
      case DictValue dict -> dict.keys();
      case DictView view -> view.items();
      case RangeValue range -> range.items();
      case Text text -> text.characters();
      case Undefined undefined -> List.of();
      case Generator generator -> drain(generator.rest());
      default -> throw new Failure("'" + value.type() + "' object is not iterable");
    };
  }

  static List<Value> drain(Iterator<Value> source) {
    List<Value> all = new ArrayList<>();
    while (source.hasNext()) {
      if (all.size() == MAX_ITEMS) {
        throw new Failure("a list of more than " + MAX_ITEMS + " items");
      }
      all.add(source.next());
    }
    return all;
  }

  static int length(Value value) {
    return switch (value) {
      case Text text -> text.points();
      case ListValue list -> list.items().size();
      case DictValue dict -> dict.size();
      case DictView view -> view.dict().size();
      case RangeValue range -> range.size();
      case Undefined undefined -> 0;
      case Loop loop -> loop.length();
      default -> throw new Failure("object of type '" + value.type() + "' has no len()");
    };
  }

  static boolean contains(Value container, Value item) {
    return switch (container) {
      case Text text when item instanceof Text part -> text.value().contains(part.value());
      case Text text ->
          throw new Failure("'in <string>' requires string as left operand, not " + item.type());
      case DictValue dict -> dict.lookup(item) != null;
      case DictView view when view.kind() == DictView.Kind.KEYS -> view.dict().lookup(item) != null;
      case Value other when isIterable(other) -> containsItem(iterator(other), item);
      default -> throw new Failure("argument of type '" + container.type() + "' is not iterable");
    };
  }

  private static boolean containsItem(Iterator<Value> items, Value item) {
    while (items.hasNext()) {
      if (Comparison.equal(items.next(), item)) {
        return true;
      }
    }
    return false;
  }

  static ListValue repeat(ListValue list, long times) {
    List<Value> items = list.items();
    if (times > 0 && items.size() > MAX_ITEMS / times) {
      throw new Failure("a list of more than " + MAX_ITEMS + " items");
    }
    List<Value> all = new ArrayList<>();
    for (long i = 0; i < times && !items.isEmpty(); i++) {
      all.addAll(items);
    }
    return list.with(all);
  }

  static ListValue concat(ListValue left, ListValue right) {
    if (left.items().size() + right.items().size() > MAX_ITEMS) {
      throw new Failure("a list of more than " + MAX_ITEMS + " items");
    }
    List<Value> all = new ArrayList<>(left.items());
    all.addAll(right.items());
    return left.with(all);
  }
}
