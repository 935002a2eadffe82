package dev.inkstone.chat.jinja;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A filter: what stands behind a pipe. */
@FunctionalInterface
interface Filter {
  Value apply(Value input, Arguments arguments, Rendering rendering);

  /** All filters by name. */
  Map<String, Filter> ALL = all();

  private static Map<String, Filter> all() {
    Map<String, Filter> all = new HashMap<>();
    StringFilters.addTo(all);
    SequenceFilters.addTo(all);
    ChoosingFilters.addTo(all);
    ValueFilters.addTo(all);
    return Map.copyOf(all);
  }

  /** The filter of a name; fails on an unknown one. */
  static Filter named(String name) {
    Filter filter = ALL.get(name);
    if (filter != null) {
      return filter;
    }
    Set<String> omitted = Set.of("pprint", "random", "urlize", "wordwrap", "xmlattr", "striptags");
    throw new Failure(
        omitted.contains(name)
            ? "the filter '" + name + "' is not supported in chat templates"
            : "no filter named '" + name + "'");
  }
}
