package dev.inkstone.tokenizer;

import dev.inkstone.error.UnsupportedModelException;
import java.util.HashMap;
import java.util.Map;

/**
 * The groups of a regular expression that can be referred to: those with names if there are any,
 * else those without. Not thread-safe.
 */
final class OnigurumaGroups {
  private final boolean named;
  private final Map<String, Integer> names = new HashMap<>();
  private int count;

  OnigurumaGroups(String pattern) {
    this.named = pattern.matches("(?s).*\\(\\?(<[^=!]|').*");
  }

  /** How many have been opened. */
  int count() {
    return count;
  }

  /** Opens a group without a name; returns the opening for java.util.regex. */
  String open() {
    count += named ? 0 : 1;
    return named ? "(?:" : "(";
  }

  /** Opens a group with a name, which is a plain one for java.util.regex. */
  void openNamed(String name) {
    if (names.putIfAbsent(name, ++count) != null) {
      throw new UnsupportedModelException("two groups are named '%s'".formatted(name));
    }
  }

  /** Reads the name of a reference and returns the reference. */
  String namedReference(OnigurumaReader in, boolean ignoreCase) {
    String name = in.skip("<") ? in.until(">", "\\k<") : "";
    Integer group = names.get(name);
    if (group == null) {
      throw new UnsupportedModelException("\\k<%s> refers to no group".formatted(name));
    }
    return reference(group, ignoreCase);
  }

  /** The reference to a group. */
  String reference(int group, boolean ignoreCase) {
    if (group > count || group < 1) {
      throw noSuch(group);
    }
    // The group around it keeps a digit that follows from being read as part of the number.
    return (ignoreCase ? "(?iu:\\" : "(?:\\") + group + ")";
  }

  static UnsupportedModelException noSuch(int group) {
    return new UnsupportedModelException("\\%d refers to no group before it".formatted(group));
  }
}
