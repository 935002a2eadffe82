package dev.inkstone.chat.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's {@code format % arguments}. */
final class PercentFormat {
  private final Text format;
  private final String source;
  private final Value arguments;
  private final List<Value> positional;
  private final TextBuilder out = new TextBuilder();
  private int at;
  private int used;
  private boolean byKey;

  private PercentFormat(Text format, Value arguments) {
    this.format = format;
    this.source = format.value();
    this.arguments = arguments;
    this.positional =
        arguments instanceof ListValue list && list.isTuple() ? list.items() : List.of(arguments);
  }

  static Text format(Text format, Value arguments) {
    return new PercentFormat(format, arguments).run().withMarkup(format.isMarkup());
  }

  private Text run() {
    while (at < source.length()) {
      int percent = source.indexOf('%', at);
      int end = percent < 0 ? source.length() : percent;
      out.append(format, at, end);
      at = end;
      if (percent >= 0) {
        at++;
        field();
      }
    }
    boolean mapping =
        byKey
            || arguments instanceof DictValue
            || arguments instanceof RangeValue
            || arguments instanceof Undefined
            || (arguments instanceof ListValue list && !list.isTuple());
    if (used < positional.size() && !mapping) {
      throw new Failure("not all arguments converted during string formatting");
    }
    return out.build();
  }

  private void field() {
    Value keyed = key();
    int flagsStart = at;
    while (at < source.length() && "-+ #0".indexOf(source.charAt(at)) >= 0) {
      at++;
    }
    String flags = source.substring(flagsStart, at);
    int width = size();
    boolean left = flags.indexOf('-') >= 0 || width < 0;
    int precision = -1;
    if (at < source.length() && source.charAt(at) == '.') {
      at++;
      precision = Math.max(0, size());
    }
    while (at < source.length() && "hlL".indexOf(source.charAt(at)) >= 0) {
      at++;
    }
    if (at == source.length()) {
      throw new Failure("incomplete format");
    }
    char type = source.charAt(at++);
    if (type == '%') {
      out.trusted("%");
      return;
    }
    boolean zero = flags.indexOf('0') >= 0 && !left && "srac".indexOf(type) < 0;
    FieldFormat layout =
        new FieldFormat(
            zero ? "0" : " ",
            left ? '<' : zero ? '=' : '>',
            flags.indexOf('+') >= 0 ? '+' : flags.indexOf(' ') >= 0 ? ' ' : '-',
            flags.indexOf('#') >= 0,
            Math.abs(Math.max(width, -Integer.MAX_VALUE)),
            (char) 0,
            precision,
            type);
    out.append(convert(layout, keyed == null ? next() : keyed));
  }

  private @Nullable Value key() {
    if (at >= source.length() || source.charAt(at) != '(') {
      return null;
    }
    int close = source.indexOf(')', at);
    if (close < 0) {
      throw new Failure("incomplete format key");
    }
    if (!(arguments instanceof DictValue dict)) {
      throw new Failure("format requires a mapping");
    }
    Value value = dict.lookup(source.substring(at + 1, close));
    if (value == null) {
      throw new Failure("a key of the format string is missing in the mapping");
    }
    byKey = true;
    at = close + 1;
    return value;
  }

  /** A number written out, or {@code *} for the next argument; 0 where there is none. */
  private int size() {
    if (at < source.length() && source.charAt(at) == '*') {
      at++;
      return Numbers.clampedInt(next());
    }
    int start = at;
    while (at < source.length() && source.charAt(at) >= '0' && source.charAt(at) <= '9') {
      at++;
    }
    if (at - start > 9) {
      throw new Failure("width or precision too big");
    }
    return at == start ? 0 : Integer.parseInt(source.substring(start, at), 10);
  }

  private Value next() {
    if (used >= positional.size()) {
      throw new Failure("not enough arguments for format string");
    }
    return positional.get(used++);
  }

  private Text convert(FieldFormat layout, Value value) {
    if (layout.type() == 'c' && value instanceof Text text) {
      if (text.points() != 1) {
        throw new Failure("the format character c requires int or a single character");
      }
      return asText(layout, text);
    }
    return switch (layout.type()) {
      case 's' -> asText(layout, value instanceof Text text ? text : Repr.str(value));
      case 'r', 'a' -> asText(layout, Repr.repr(value));
      case 'd', 'i', 'u' -> number(layout, whole(value));
      case 'x', 'X', 'o', 'c' -> number(layout, new Value.Int(Numbers.integer(value)));
      case 'e', 'E', 'f', 'F', 'g', 'G' -> number(layout, new Value.Real(Numbers.real(value)));
      default -> throw new Failure("unsupported format character '" + layout.type() + "'");
    };
  }

  private static Value whole(Value value) {
    if (value instanceof Value.Real real) {
      return new Value.Int(Numbers.truncated(real.value()));
    }
    return new Value.Int(Numbers.integer(value));
  }

  /** A precision of an integer is the least number of digits. */
  private static Text number(FieldFormat layout, Value value) {
    if (layout.precision() <= 0 || !(value instanceof Value.Int) || layout.type() == 'c') {
      return layout.number(value);
    }
    FieldFormat digits =
        new FieldFormat(
            "0",
            '=',
            layout.sign(),
            layout.alternate(),
            layout.precision()
                + (Numbers.integer(value).signum() < 0 || layout.sign() != '-' ? 1 : 0),
            (char) 0,
            -1,
            layout.type());
    return retyped(layout).text(digits.number(value));
  }

  private Text asText(FieldFormat layout, Text value) {
    return retyped(layout).text(format.isMarkup() ? Html.escape(value) : value);
  }

  /** The same layout for a string; a number's digits are already right. */
  private static FieldFormat retyped(FieldFormat layout) {
    boolean string = "srac".indexOf(layout.type()) >= 0;
    return new FieldFormat(
        layout.fill(),
        layout.align(),
        '-',
        false,
        layout.width(),
        (char) 0,
        string && layout.type() != 'c' ? layout.precision() : -1,
        's');
  }
}
