package dev.inkstone.chat.jinja;

import java.time.Clock;
import java.util.Iterator;
import java.util.List;

/** One run of a template: what it may still use, and the clock. Belongs to one thread. */
final class Rendering {
  /** Characters of all strings that one rendering may make: at most 256 MiB of them. */
  static final long MAX_MADE_CHARACTERS = 1L << 27;

  private static final int CHARACTERS_PER_STEP = 32;

  private final Limits limits;
  private final Clock clock;
  private long steps;
  private long madeCharacters;
  private int depth;

  Rendering(Limits limits, Clock clock) {
    this.limits = limits;
    this.clock = clock;
  }

  Limits limits() {
    return limits;
  }

  Clock clock() {
    return clock;
  }

  void spend(long cost) {
    steps += cost;
    if (steps > limits.steps() || steps < 0) {
      throw new Failure(
          "the template took more than " + limits.steps() + " steps; it may be looping");
    }
  }

  void enter() {
    if (++depth > limits.depth()) {
      throw new Failure("nested more than " + limits.depth() + " deep");
    }
  }

  void leave() {
    depth--;
  }

  /** Charges for a call's work that grows with its strings: long needles in long haystacks. */
  void spendOnCall(Value self, Arguments arguments) {
    long cost = 1;
    if (self instanceof Text text) {
      long length = text.value().length();
      cost += length / CHARACTERS_PER_STEP;
      for (Value argument : arguments.positional()) {
        cost += costOfArgument(length, argument);
      }
      for (Value argument : arguments.named().values()) {
        cost += costOfArgument(length, argument);
      }
    }
    spend(cost);
  }

  private static long costOfArgument(long length, Value argument) {
    return switch (argument) {
      case Text text -> length * text.value().length() / 512;
      // Methods that look for a string take a tuple of them too.
      case ListValue list when list.isTuple() -> list.weight();
      default -> 0;
    };
  }

  /** Charges for finding places in a string, which are counted from its start. */
  void spendOnCounting(Value owner) {
    if (owner instanceof Text text) {
      spend(text.value().length() / CHARACTERS_PER_STEP);
    }
  }

  /** Charges for what a call made of a value: the pieces of a string are as long as it was. */
  <T extends Value> T madeOf(Value self, T result) {
    if (self instanceof Text text && result instanceof ListValue) {
      hold(text.value().length());
    }
    return made(result);
  }

  private void hold(int characters) {
    madeCharacters += characters;
    if (madeCharacters > MAX_MADE_CHARACTERS) {
      throw new Failure(
          "the template made strings of more than " + MAX_MADE_CHARACTERS + " characters in all");
    }
  }

  /** Charges for what an operation made. */
  <T extends Value> T made(T result) {
    if (result instanceof Text text) {
      hold(text.value().length());
    }
    spend(
        switch (result) {
          case Text text -> text.value().length() / CHARACTERS_PER_STEP;
          case ListValue list -> list.items().size();
          case DictValue dict -> dict.size();
          default -> 0;
        });
    return result;
  }

  /** Charges for comparing two values deeply. */
  void spendOnComparing(Value left, Value right) {
    spend(Math.min(left.weight(), right.weight()) / 4);
  }

  /** Charges for looking for a value in a container. */
  void spendOnSearching(Value container, Value item) {
    if (container instanceof Text) {
      spendOnCall(container, Arguments.of(item));
    } else if (container instanceof ListValue list) {
      spend(item.depth() > 0 ? container.weight() : list.items().size() / 4 + item.weight());
    } else {
      spend(item.weight() + (container instanceof RangeValue range ? range.size() : 0));
    }
  }

  /** All items of a value, charged for. */
  List<Value> items(Value value) {
    if (value instanceof Generator generator) {
      return Sequences.drain(charged(generator.rest()));
    }
    List<Value> items = Sequences.items(value);
    spend(items.size());
    return items;
  }

  /** The items of a value one by one, charged for as they come. */
  Iterator<Value> iterator(Value value) {
    return charged(Sequences.iterator(value));
  }

  private Iterator<Value> charged(Iterator<Value> source) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        spend(1);
        return source.hasNext();
      }

      @Override
      public Value next() {
        return source.next();
      }
    };
  }
}
