package dev.inkstone.chat.jinja;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jinja's namespace: the one value a template can change. */
final class Namespace implements Value {
  private final Map<String, Value> attributes;

  Namespace(Map<String, Value> attributes) {
    this.attributes = new LinkedHashMap<>(attributes);
  }

  @Nullable Value attribute(String name) {
    return attributes.get(name);
  }

  void set(String name, Value value) {
    attributes.put(name, value);
  }

  DictValue snapshot() {
    return DictValue.of(attributes);
  }

  @Override
  public String type() {
    return "Namespace";
  }
}
