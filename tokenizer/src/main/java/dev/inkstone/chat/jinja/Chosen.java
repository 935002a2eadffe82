package dev.inkstone.chat.jinja;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The values of a source that a predicate wants, asked for only when needed. */
final class Chosen implements Iterator<Value> {
  private final Iterator<Value> source;
  private final Predicate<Value> wanted;
  private @Nullable Value ahead;

  Chosen(Iterator<Value> source, Predicate<Value> wanted) {
    this.source = source;
    this.wanted = wanted;
  }

  @Override
  public boolean hasNext() {
    while (ahead == null && source.hasNext()) {
      Value candidate = source.next();
      if (wanted.test(candidate)) {
        ahead = candidate;
      }
    }
    return ahead != null;
  }

  @Override
  public Value next() {
    if (!hasNext() || ahead == null) {
      throw new NoSuchElementException();
    }
    Value result = ahead;
    ahead = null;
    return result;
  }
}
