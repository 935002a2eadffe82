package dev.inkstone.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Command-line options of the form {@code --name value}; immutable. */
final class Arguments {
  private final Map<String, String> values;

  private Arguments(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads {@code args}.
   *
   * @param known names with their dashes
   * @throws IllegalArgumentException if a name is not known or lacks its value
   */
  static Arguments parse(Set<String> known, String... args) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      if (!known.contains(args[i])) {
        throw new IllegalArgumentException("unknown option '" + args[i] + "'");
      }
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " lacks its value");
      }
      values.put(args[i], args[i + 1]);
    }
    return new Arguments(values);
  }

  /** The value of an option that must be there. */
  String required(String name) {
    return optional(name).orElseThrow(() -> new IllegalArgumentException(name + " is missing"));
  }

  /** The value of an option. */
  Optional<String> optional(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** A whole number of at least {@code least}. */
  int number(String name, int otherwise, int least) {
    return toInt(name, longNumber(name, otherwise, least));
  }

  /** A whole number of at least {@code least}. */
  long longNumber(String name, long otherwise, long least) {
    String text = values.get(name);
    return atLeast(name, text == null ? otherwise : parsed(name, text), least);
  }

  /** Whole numbers of at least {@code least}, with commas between. */
  List<Integer> numbers(String name, String otherwise, int least) {
    return Arrays.stream(optional(name).orElse(otherwise).split(",", -1))
        .map(text -> toInt(name, atLeast(name, parsed(name, text), least)))
        .toList();
  }

  private static int toInt(String name, long number) {
    if (number > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          name + " is " + number + ", expected at most " + Integer.MAX_VALUE);
    }
    return (int) number;
  }

  /** The constant that an option names, in upper or lower case. */
  <E extends Enum<E>> E constant(String name, E otherwise) {
    String text = optional(name).orElse(otherwise.name());
    List<E> all = List.of(otherwise.getDeclaringClass().getEnumConstants());
    return all.stream()
        .filter(constant -> constant.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(name + " is '" + text + "', expected one of " + all));
  }

  private static long atLeast(String name, long number, long least) {
    if (number < least) {
      throw new IllegalArgumentException(name + " is " + number + ", expected at least " + least);
    }
    return number;
  }

  private static long parsed(String name, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(
          name + " is '" + text + "', expected a whole number", notANumber);
    }
  }
}
