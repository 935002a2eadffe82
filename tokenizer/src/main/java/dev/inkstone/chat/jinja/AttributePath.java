package dev.inkstone.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A dotted path like {@code function.name} or {@code 0.role} that filters look values up with. */
record AttributePath(List<Value> parts, @Nullable Value otherwise) {

  static AttributePath of(@Nullable Value path) {
    return of(path, null);
  }

  /** No path finds the value itself; {@code otherwise} stands in for what is undefined. */
  static AttributePath of(@Nullable Value path, @Nullable Value otherwise) {
    if (path == null) {
      return new AttributePath(List.of(), otherwise);
    }
    if (!(path instanceof Text text)) {
      return new AttributePath(List.of(path), otherwise);
    }
    List<Value> parts = new ArrayList<>();
    for (Value part : Splitting.split(text, Text.trusted("."), -1)) {
      String name = ((Text) part).value();
      boolean index = !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
      parts.add(index && name.length() < 10 ? Value.Int.of(Long.parseLong(name, 10)) : part);
    }
    return new AttributePath(parts, otherwise);
  }

  Value find(Value item) {
    Value found = item;
    for (Value part : parts) {
      found = Access.item(found, part);
      if (found instanceof Undefined && otherwise != null) {
        found = otherwise;
      }
    }
    return found;
  }
}
