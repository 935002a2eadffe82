package dev.inkstone.chat.jinja;

import java.util.Iterator;
import java.util.function.Function;
import java.util.function.Supplier;

/** Values made one at a time and only once: what filters like {@code map} return. */
record Generator(String type, Iterator<Value> rest) implements Value {

  static Generator of(Supplier<Iterator<Value>> source) {
    return new Generator("generator", new Deferred(source));
  }

  static Iterator<Value> mapped(Iterator<Value> source, Function<Value, Value> change) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return source.hasNext();
      }

      @Override
      public Value next() {
        return change.apply(source.next());
      }
    };
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
