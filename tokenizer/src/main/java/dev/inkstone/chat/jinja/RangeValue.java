package dev.inkstone.chat.jinja;

import java.util.ArrayList;
import java.util.List;

/** Python's range object; like the sandbox, never longer than {@link #MAX_SIZE}. */
record RangeValue(long start, long stop, long step) implements Value {
  static final int MAX_SIZE = 100_000;

  RangeValue {
    if (step == 0) {
      throw new Failure("range() step must not be zero");
    }
    if (count(start, stop, step) > MAX_SIZE) {
      throw new Failure("range of more than " + MAX_SIZE + " items");
    }
  }

  private static long count(long start, long stop, long step) {
    return Math.max(0, Math.ceilDiv(Math.subtractExact(stop, start), step));
  }

  int size() {
    return (int) count(start, stop, step);
  }

  Value item(int index) {
    return Int.of(start + index * step);
  }

  List<Value> items() {
    List<Value> all = new ArrayList<>(size());
    for (int i = 0; i < size(); i++) {
      all.add(item(i));
    }
    return all;
  }

  /** The range a slice of this one is, as positions in this range. */
  RangeValue slice(int from, int to, int by) {
    return new RangeValue(start + from * step, start + to * step, by * step);
  }

  @Override
  public String type() {
    return "range";
  }

  @Override
  public long weight() {
    return 1L + size();
  }
}
