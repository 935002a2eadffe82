package dev.inkstone.chat.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables of a block; what is not found here is looked for in the block around it. */
final class Scope {
  private final @Nullable Scope around;
  private final Map<String, Value> variables;

  private Scope(@Nullable Scope around, Map<String, Value> variables) {
    this.around = around;
    this.variables = variables;
  }

  /** The outermost scope: what the caller gave, in front of the functions of the language. */
  static Scope outermost(Map<String, Value> globals, Map<String, Value> given) {
    Scope language = new Scope(null, globals);
    return new Scope(new Scope(language, given), new HashMap<>());
  }

  Scope inner() {
    return new Scope(this, new HashMap<>());
  }

  void set(String name, Value value) {
    variables.put(name, value);
  }

  Value find(String name) {
    for (Scope scope = this; scope != null; scope = scope.around) {
      Value value = scope.variables.get(name);
      if (value != null) {
        return value;
      }
    }
    return Undefined.name(name);
  }
}
