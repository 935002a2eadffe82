package dev.inkstone.chat.jinja;

import java.util.List;

/** Python's list and tuple. */
final class ListValue implements Value {
  /** The deepest nesting of collections the renderer builds or accepts. */
  static final int MAX_DEPTH = 200;

  /** The most nodes and characters one value may spread out to. */
  static final long MAX_WEIGHT = 1L << 24;

  /** What kind of sequence it is: they print and compare differently. */
  enum Kind {
    LIST,
    TUPLE,
    /** A pair made by {@code groupby}: a tuple with the attributes grouper and list. */
    GROUP
  }

  private final List<Value> items;
  private final Kind kind;
  private final long weight;
  private final int depth;

  private ListValue(List<? extends Value> items, Kind kind) {
    this.items = List.copyOf(items);
    this.kind = kind;
    long total = 1;
    int deepest = 0;
    for (Value item : this.items) {
      total += item.weight();
      deepest = Math.max(deepest, item.depth());
    }
    weight = checkedWeight(total);
    depth = checkedDepth(deepest + 1);
  }

  static int checkedDepth(int depth) {
    if (depth > MAX_DEPTH) {
      throw new Failure("collections nested more than " + MAX_DEPTH + " deep");
    }
    return depth;
  }

  /** Values shared many times spread out to more than memory holds when compared or printed. */
  static long checkedWeight(long weight) {
    if (weight > MAX_WEIGHT) {
      throw new Failure("a collection of more than " + MAX_WEIGHT + " values");
    }
    return weight;
  }

  static ListValue list(List<? extends Value> items) {
    return new ListValue(items, Kind.LIST);
  }

  static ListValue tuple(List<? extends Value> items) {
    return new ListValue(items, Kind.TUPLE);
  }

  static ListValue group(Value grouper, Value members) {
    return new ListValue(List.of(grouper, members), Kind.GROUP);
  }

  List<Value> items() {
    return items;
  }

  Kind kind() {
    return kind;
  }

  boolean isTuple() {
    return kind != Kind.LIST;
  }

  /** The same kind of sequence with other items. */
  ListValue with(List<Value> others) {
    return isTuple() ? tuple(others) : list(others);
  }

  @Override
  public String type() {
    return isTuple() ? "tuple" : "list";
  }

  @Override
  public long weight() {
    return weight;
  }

  @Override
  public int depth() {
    return depth;
  }
}
