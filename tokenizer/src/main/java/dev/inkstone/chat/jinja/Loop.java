package dev.inkstone.chat.jinja;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The variable {@code loop} inside a for loop; looks ahead only where a template asks it to. */
final class Loop implements Callable {
  /** Runs the body of a recursive loop over other items. */
  @FunctionalInterface
  interface Recursion {
    Text over(Value items);
  }

  private Iterator<Value> rest;
  private @Nullable Value ahead;
  private final int depth;
  private final @Nullable Recursion recursion;
  private int index = -1;
  private int length = -1;
  private @Nullable Value before;
  private @Nullable Value current;
  private @Nullable Value changed;

  Loop(Iterator<Value> items, int depth, @Nullable Recursion recursion) {
    this.rest = items;
    this.depth = depth;
    this.recursion = recursion;
  }

  /** Goes to the next item, if there is one. */
  boolean advance() {
    Value next = peek();
    if (next == null) {
      return false;
    }
    ahead = null;
    before = current;
    current = next;
    index++;
    return true;
  }

  private @Nullable Value peek() {
    if (ahead == null && rest.hasNext()) {
      ahead = rest.next();
    }
    return ahead;
  }

  Value current() {
    if (current == null) {
      throw new IllegalStateException("the loop has not started");
    }
    return current;
  }

  int length() {
    if (length < 0) {
      List<Value> remaining = Sequences.drain(rest);
      rest = remaining.iterator();
      length = index + 1 + (ahead == null ? 0 : 1) + remaining.size();
    }
    return length;
  }

  private Value next() {
    Value next = peek();
    return next == null ? new Undefined("there is no next item") : next;
  }

  @Override
  public @Nullable Value attribute(String name) {
    return switch (name) {
      case "index" -> Int.of(index + 1);
      case "index0" -> Int.of(index);
      case "revindex" -> Int.of(length() - index);
      case "revindex0" -> Int.of(length() - index - 1);
      case "first" -> Bool.of(index == 0);
      case "last" -> Bool.of(peek() == null);
      case "length" -> Int.of(length());
      case "depth" -> Int.of(depth + 1);
      case "depth0" -> Int.of(depth);
      case "previtem" -> before == null ? new Undefined("there is no previous item") : before;
      case "nextitem" -> next();
      case "cycle" -> new Builtin(name, (arguments, rendering) -> cycle(arguments));
      case "changed" -> new Builtin(name, (arguments, rendering) -> changed(arguments, rendering));
      default -> null;
    };
  }

  private Value cycle(Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      throw new Failure("no items for cycling given");
    }
    return arguments.positional().get(index % arguments.positional().size());
  }

  private Value changed(Arguments arguments, Rendering rendering) {
    ListValue now = ListValue.tuple(arguments.positional());
    rendering.spendOnComparing(now, now);
    boolean differs = changed == null || !Comparison.equal(changed, now);
    changed = now;
    return Bool.of(differs);
  }

  @Override
  public Value call(Arguments arguments, Rendering rendering) {
    if (recursion == null) {
      throw new Failure("only a loop marked 'recursive' can be called");
    }
    return recursion.over(arguments.bind("loop", "iterable").required(0));
  }

  @Override
  public String type() {
    return "LoopContext";
  }

  @Override
  public String printed() {
    return "<LoopContext " + (index + 1) + "/" + length() + ">";
  }
}
