package dev.inkstone.chat.jinja;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's equality and order. */
final class Comparison {
  private Comparison() {}

  static boolean equal(Value left, Value right) {
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      Integer order = Numbers.compare(left, right);
      return order != null && order == 0;
    }
    return switch (left) {
      case Text text -> right instanceof Text other && text.value().equals(other.value());
      case ListValue list ->
          right instanceof ListValue other
              && list.isTuple() == other.isTuple()
              && equalItems(list.items(), other.items());
      case DictValue dict -> right instanceof DictValue other && equalEntries(dict, other);
      case RangeValue range ->
          right instanceof RangeValue other && equalItems(range.items(), other.items());
      default -> left.equals(right);
    };
  }

  private static boolean equalItems(List<Value> left, List<Value> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!equal(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalEntries(DictValue left, DictValue right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (DictValue.Entry entry : left.entries()) {
      Value other = right.lookup(entry.key());
      if (other == null || !equal(entry.value(), other)) {
        return false;
      }
    }
    return true;
  }

  /** Negative, zero or positive; zero also where neither is less (NaN). */
  static int order(Value left, Value right) {
    Integer order = compare(left, right, "<");
    return order == null ? 0 : order;
  }

  /** The order of two values, null where a NaN has none; fails where Python has no order. */
  static @Nullable Integer compare(Value left, Value right, String operator) {
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return Numbers.compare(left, right);
    }
    if (left instanceof Text a && right instanceof Text b) {
      return compareTexts(a.value(), b.value());
    }
    if (left instanceof ListValue a && right instanceof ListValue b && a.isTuple() == b.isTuple()) {
      return compareItems(a.items(), b.items(), operator);
    }
    if (left instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (right instanceof Undefined undefined) {
      throw undefined.failure();
    }
    throw new Failure(
        "'%s' not supported between instances of '%s' and '%s'"
            .formatted(operator, left.type(), right.type()));
  }

  private static @Nullable Integer compareItems(
      List<Value> left, List<Value> right, String operator) {
    Iterator<Value> rest = right.iterator();
    for (Value item : left) {
      if (!rest.hasNext()) {
        return 1;
      }
      Value other = rest.next();
      if (!equal(item, other)) {
        return compare(item, other, operator);
      }
    }
    return rest.hasNext() ? -1 : 0;
  }

  /** By code points, which differs from Java's order beyond the basic plane. */
  private static int compareTexts(String left, String right) {
    int end = Math.min(left.length(), right.length());
    for (int i = 0; i < end; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean bothOrNone = Character.isSurrogate(a) == Character.isSurrogate(b);
        return bothOrNone ? Character.compare(a, b) : Character.isSurrogate(a) ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
