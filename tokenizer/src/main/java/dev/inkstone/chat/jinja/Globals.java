package dev.inkstone.chat.jinja;

import java.math.BigInteger;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions every template can call. */
final class Globals {
  static final Map<String, Value> ALL =
      Map.of(
          "range", function("range", Globals::range),
          "dict", function("dict", (arguments, rendering) -> dict(arguments)),
          "namespace", function("namespace", (arguments, rendering) -> namespace(arguments)),
          "cycler", function("cycler", (arguments, rendering) -> new Cycler(arguments)),
          "joiner", function("joiner", Globals::joiner),
          "raise_exception", function("raise_exception", Globals::raise),
          "strftime_now", function("strftime_now", Globals::strftimeNow));

  private Globals() {}

  private static Value function(String name, Callable.Body body) {
    return new Callable.Builtin(name, body);
  }

  private static Value range(Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("range", "start", "stop", "step");
    long first = bounded(bound.required(0));
    if (bound.optional(1) == null) {
      return new RangeValue(0, first, 1);
    }
    return new RangeValue(first, bounded(bound.required(1)), bounded(bound.or(2, Value.Int.of(1))));
  }

  private static long bounded(Value value) {
    BigInteger integer = Numbers.integer(value);
    if (integer.bitLength() > 40) {
      throw new Failure("range() argument too large");
    }
    return integer.longValue();
  }

  private static DictValue dict(Arguments arguments) {
    List<DictValue.Entry> entries = new ArrayList<>();
    if (arguments.positional().size() > 1) {
      throw new Failure("dict expected at most 1 argument, got " + arguments.positional().size());
    }
    for (Value source : arguments.positional()) {
      entries.addAll(entries(source));
    }
    arguments.named().forEach((name, value) -> entries.add(entry(Text.trusted(name), value)));
    return DictValue.of(entries);
  }

  private static List<DictValue.Entry> entries(Value source) {
    Operators.requireDefined(source);
    if (source instanceof DictValue dict) {
      return List.copyOf(dict.entries());
    }
    List<DictValue.Entry> entries = new ArrayList<>();
    for (Value item : Sequences.items(source)) {
      List<Value> pair = Sequences.items(item);
      if (pair.size() != 2) {
        throw new Failure("dict expects pairs, got " + pair.size() + " values");
      }
      entries.add(entry(pair.get(0), pair.get(1)));
    }
    return entries;
  }

  private static DictValue.Entry entry(Value key, Value value) {
    return new DictValue.Entry(key, value);
  }

  private static Namespace namespace(Arguments arguments) {
    Map<String, Value> attributes = new LinkedHashMap<>();
    for (DictValue.Entry entry : dict(arguments).entries()) {
      if (!(entry.key() instanceof Text name)) {
        throw new Failure("the attributes of a namespace must be strings");
      }
      attributes.put(name.value(), entry.value());
    }
    return new Namespace(attributes);
  }

  private static Value joiner(Arguments arguments, Rendering rendering) {
    Value separator = arguments.bind("joiner", "sep").or(0, Text.trusted(", "));
    boolean[] used = new boolean[1];
    return function(
        "joiner",
        (none, run) -> {
          Value result = used[0] ? separator : Text.EMPTY;
          used[0] = true;
          return result;
        });
  }

  private static Value raise(Arguments arguments, Rendering rendering) {
    Value message = arguments.bind("raise_exception", "message").required(0);
    throw new Failure.Raised(Repr.str(message).value());
  }

  private static Value strftimeNow(Arguments arguments, Rendering rendering) {
    Text format = arguments.bind("strftime_now", "format").text(0);
    String text = Strftime.format(format.value(), LocalDateTime.now(rendering.clock()));
    return format.isTrusted() ? Text.trusted(text) : Text.untrusted(text);
  }
}
