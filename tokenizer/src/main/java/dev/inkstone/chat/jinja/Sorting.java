package dev.inkstone.chat.jinja;

import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** Python's stable sort. */
final class Sorting {
  private Sorting() {}

  /** Sorts in place by a key; reversing keeps equal items in their order, as Python does. */
  static <T> void sort(
      List<T> items, Function<T, Value> key, boolean reverse, Rendering rendering) {
    if (reverse) {
      Collections.reverse(items);
    }
    try {
      items.sort(
          (a, b) -> {
            Value left = key.apply(a);
            Value right = key.apply(b);
            rendering.spendOnComparing(left, right);
            return Comparison.order(left, right);
          });
    } catch (IllegalArgumentException e) {
      // NaN has no place in an order; the library may notice.
      throw new Failure("values without a consistent order cannot be sorted");
    }
    if (reverse) {
      Collections.reverse(items);
    }
  }

  /** What case-insensitive filters compare: strings in lower case, all else unchanged. */
  static Value ignoringCase(Value value) {
    return value instanceof Text text ? Strings.lower(text) : value;
  }
}
