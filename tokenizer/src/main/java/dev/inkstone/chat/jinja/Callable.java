package dev.inkstone.chat.jinja;

import org.jspecify.annotations.Nullable;

/** A value that can be called: a function, a bound method, a macro, a loop. */
non-sealed interface Callable extends Value {

  Value call(Arguments arguments, Rendering rendering);

  /** An attribute the value shows to templates, or null. */
  default @Nullable Value attribute(String name) {
    return null;
  }

  /** How the value prints. */
  default String printed() {
    return "<" + type() + ">";
  }

  /** What a function of the renderer does. */
  @FunctionalInterface
  interface Body {
    Value call(Arguments arguments, Rendering rendering);
  }

  /** A function or bound method of the renderer. */
  record Builtin(String name, Body body) implements Callable {
    @Override
    public Value call(Arguments arguments, Rendering rendering) {
      return body.call(arguments, rendering);
    }

    @Override
    public String type() {
      return "function";
    }

    @Override
    public String printed() {
      return "<function " + name + ">";
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
}
