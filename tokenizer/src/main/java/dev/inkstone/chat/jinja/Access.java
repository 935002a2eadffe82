package dev.inkstone.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Attributes, items and slices of values, looked up as the sandbox of Jinja does. */
final class Access {
  private Access() {}

  /** {@code owner.name}: an attribute or method first, then an item. */
  static Value attribute(Value owner, String name) {
    Operators.requireDefined(owner);
    Value found = pythonAttribute(owner, name);
    if (found != null) {
      return found;
    }
    Value item = owner instanceof DictValue dict ? dict.lookup(name) : null;
    return item != null ? item : Undefined.member(owner, name);
  }

  /** {@code owner[key]}: an item first, then an attribute or method. */
  static Value item(Value owner, Value key) {
    Operators.requireDefined(owner);
    Value found = pythonItem(owner, key);
    if (found == null && key instanceof Text name) {
      found = pythonAttribute(owner, name.value());
    }
    return found != null ? found : missingItem(owner, key);
  }

  private static Undefined missingItem(Value owner, Value key) {
    // The key may come from the conversation and does not belong in a message; numbers may.
    return switch (key) {
      case Text name when name.isTrusted() -> Undefined.member(owner, name.value());
      case Value.Int number ->
          new Undefined(owner.type() + " object has no element " + number.value());
      default -> new Undefined(owner.type() + " object has no such element");
    };
  }

  private static @Nullable Value pythonAttribute(Value owner, String name) {
    if (owner instanceof Namespace namespace && namespace.attribute(name) != null) {
      return namespace.attribute(name);
    }
    if (owner instanceof Callable callable) {
      return callable.attribute(name);
    }
    if (owner instanceof ListValue list && list.kind() == ListValue.Kind.GROUP) {
      if (name.equals("grouper") || name.equals("list")) {
        return list.items().get(name.equals("grouper") ? 0 : 1);
      }
    }
    return name.startsWith("__") ? Undefined.unsafe(owner, name) : Methods.find(owner, name);
  }

  private static @Nullable Value pythonItem(Value owner, Value key) {
    if (owner instanceof DictValue dict) {
      return isHashable(key) ? dict.lookup(key) : null;
    }
    if (!Numbers.isInteger(key)) {
      return null;
    }
    int index = Numbers.clampedInt(key);
    return switch (owner) {
      case Text text -> character(text, index);
      case ListValue list -> within(index, list.items().size(), list.items()::get);
      case RangeValue range -> within(index, range.size(), range::item);
      default -> null;
    };
  }

  private static boolean isHashable(Value key) {
    return switch (key) {
      case ListValue list -> list.isTuple() && list.items().stream().allMatch(Access::isHashable);
      case DictValue dict -> false;
      default -> true;
    };
  }

  private static @Nullable Value character(Text text, int index) {
    return within(index, text.points(), point -> text.pointAt(text.index(point)));
  }

  private static @Nullable Value within(int index, int size, IntFunction<Value> item) {
    int position = index < 0 ? index + size : index;
    return position >= 0 && position < size ? item.apply(position) : null;
  }

  /** {@code owner[start:stop:step]}; an absent part is null. */
  static Value slice(
      Value owner, @Nullable Value start, @Nullable Value stop, @Nullable Value step) {
    Operators.requireDefined(owner);
    if (!(owner instanceof Text || owner instanceof ListValue || owner instanceof RangeValue)) {
      throw new Failure("'" + owner.type() + "' object cannot be sliced");
    }
    Steps steps = Steps.of(Sequences.length(owner), start, stop, step);
    return switch (owner) {
      case ListValue list -> list.with(steps.pick(list.items()));
      case RangeValue range -> range.slice(steps.start(), steps.stop(), steps.step());
      case Text text when steps.step() == 1 -> {
        int from = text.index(steps.start());
        yield text.slice(from, text.index(Math.max(steps.start(), steps.stop())));
      }
      case Text text -> {
        TextBuilder out = new TextBuilder();
        steps.pick(text.characters()).forEach(part -> out.append((Text) part));
        yield out.build().withMarkup(text.isMarkup());
      }
      default -> throw new IllegalStateException(owner.type());
    };
  }

  /** A slice fitted to a length, as Python's {@code slice.indices}. */
  private record Steps(int start, int stop, int step) {
    static Steps of(
        int size, @Nullable Value start, @Nullable Value stop, @Nullable Value stepValue) {
      int step =
          stepValue == null ? 1 : Math.max(Numbers.clampedInt(stepValue), -Integer.MAX_VALUE);
      if (step == 0) {
        throw new Failure("slice step cannot be zero");
      }
      int low = step < 0 ? -1 : 0;
      int high = step < 0 ? size - 1 : size;
      return new Steps(
          start == null ? (step < 0 ? high : low) : fit(start, size, low, high),
          stop == null ? (step < 0 ? low : high) : fit(stop, size, low, high),
          step);
    }

    private static int fit(Value value, int size, int low, int high) {
      int given = Numbers.clampedInt(value);
      int position = given < 0 ? given + size : given;
      return Math.clamp(position, low, high);
    }

    List<Value> pick(List<Value> items) {
      List<Value> picked = new ArrayList<>();
      for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
        picked.add(items.get((int) i));
      }
      return picked;
    }
  }
}
