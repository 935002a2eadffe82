package dev.inkstone.chat.jinja;

import java.util.Iterator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An iterator made at the first question: Python's generators do nothing, not even fail, before.
 */
final class Deferred implements Iterator<Value> {
  private final Supplier<Iterator<Value>> source;
  private @Nullable Iterator<Value> made;

  Deferred(Supplier<Iterator<Value>> source) {
    this.source = source;
  }

  private Iterator<Value> made() {
    if (made == null) {
      made = source.get();
    }
    return made;
  }

  @Override
  public boolean hasNext() {
    return made().hasNext();
  }

  @Override
  public Value next() {
    return made().next();
  }
}
