package dev.inkstone.chat.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Jinja's cycler: gives its items in turn. */
final class Cycler implements Callable {
  private final List<Value> items;
  private int position;

  Cycler(Arguments arguments) {
    this.items = arguments.positional();
    if (items.isEmpty()) {
      throw new Failure("at least one item has to be provided to cycler");
    }
  }

  @Override
  public @Nullable Value attribute(String name) {
    return switch (name) {
      case "current" -> items.get(position);
      case "next" -> new Builtin(name, (arguments, rendering) -> next());
      case "reset" -> new Builtin(name, (arguments, rendering) -> reset());
      default -> null;
    };
  }

  private Value next() {
    Value result = items.get(position);
    position = (position + 1) % items.size();
    return result;
  }

  private Value reset() {
    position = 0;
    return None.NONE;
  }

  @Override
  public Value call(Arguments arguments, Rendering rendering) {
    throw new Failure("a cycler is not callable; use its next()");
  }

  @Override
  public String type() {
    return "Cycler";
  }
}
