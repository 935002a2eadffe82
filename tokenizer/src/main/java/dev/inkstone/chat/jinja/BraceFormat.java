package dev.inkstone.chat.jinja;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's {@code str.format}, with fields looked up as the sandbox does. */
final class BraceFormat {
  private static final Pattern SPEC =
      Pattern.compile(
          "(?:(?<fill>.)?(?<align>[<>=^]))?(?<sign>[-+ ])?(?<alternate>#)?(?<zero>0)?"
              + "(?<width>\\d{1,9})?(?<grouping>[,_])?(?:\\.(?<precision>\\d{1,9}))?"
              + "(?<type>[a-zA-Z%])?",
          Pattern.DOTALL);
  private static final Pattern STEP = Pattern.compile("\\.([^.\\[]+)|\\[([^]]+)]");

  private final Arguments arguments;
  private final boolean markup;
  private int automatic;

  private BraceFormat(Arguments arguments, boolean markup) {
    this.arguments = arguments;
    this.markup = markup;
  }

  static Text format(Text format, Arguments arguments) {
    return new BraceFormat(arguments, format.isMarkup())
        .expand(format, 2)
        .withMarkup(format.isMarkup());
  }

  /** Replaces the fields; {@code levels} bounds fields inside format specifications. */
  private Text expand(Text format, int levels) {
    if (levels == 0) {
      throw new Failure("format fields nested too deep");
    }
    TextBuilder out = new TextBuilder();
    String source = format.value();
    int at = 0;
    while (at < source.length()) {
      char c = source.charAt(at);
      if ((c == '{' || c == '}') && source.startsWith(String.valueOf(c), at + 1)) {
        out.append(format, at, at + 1);
        at += 2;
      } else if (c == '{') {
        int end = fieldEnd(source, at);
        out.append(field(format.slice(at + 1, end), levels));
        at = end + 1;
      } else if (c == '}') {
        throw new Failure("single '}' in a format string");
      } else {
        out.append(format, at, at + 1);
        at++;
      }
    }
    return out.build();
  }

  private static int fieldEnd(String source, int open) {
    int depth = 0;
    for (int i = open; i < source.length(); i++) {
      depth += source.charAt(i) == '{' ? 1 : source.charAt(i) == '}' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    throw new Failure("single '{' in a format string");
  }

  private Text field(Text field, int levels) {
    String source = field.value();
    int colon = source.indexOf(':');
    String head = colon < 0 ? source : source.substring(0, colon);
    int bang = head.indexOf('!');
    Value value = lookup(bang < 0 ? head : head.substring(0, bang));
    if (bang >= 0) {
      value = converted(value, head.substring(bang + 1));
    }
    Text spec =
        colon < 0 ? Text.EMPTY : expand(field.slice(colon + 1, source.length()), levels - 1);
    Text shown = spec.value().isEmpty() ? shown(value) : layout(spec.value(), value);
    return markup ? Html.escape(shown) : shown;
  }

  private static Text shown(Value value) {
    return value instanceof Text text ? text : Repr.str(value);
  }

  private static Value converted(Value value, String conversion) {
    return switch (conversion) {
      case "r", "a" -> Repr.repr(value);
      case "s" -> Repr.str(value);
      default -> throw new Failure("unknown conversion in a format string");
    };
  }

  private Value lookup(String path) {
    int end = 0;
    while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
      end++;
    }
    Value value = first(path.substring(0, end));
    Matcher steps = STEP.matcher(path).region(end, path.length());
    int at = end;
    while (steps.find() && steps.start() == at) {
      at = steps.end();
      value =
          steps.group(1) != null
              ? Access.attribute(value, steps.group(1))
              : Access.item(value, key(steps.group(2)));
    }
    if (at != path.length()) {
      throw new Failure("a field name of a format string is malformed");
    }
    return value;
  }

  private static Value key(String written) {
    return isIndex(written) ? Value.Int.of(Long.parseLong(written, 10)) : Text.trusted(written);
  }

  private static boolean isIndex(String name) {
    return !name.isEmpty()
        && name.length() < 10
        && name.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private Value first(String name) {
    if (name.isEmpty() || isIndex(name)) {
      int index = name.isEmpty() ? automatic++ : Integer.parseInt(name, 10);
      if (index >= arguments.positional().size()) {
        throw new Failure("a format string needs more arguments than it got");
      }
      return arguments.positional().get(index);
    }
    Value value = arguments.named().get(name);
    if (value == null) {
      throw new Failure("a named field of a format string got no argument");
    }
    return value;
  }

  private static Text layout(String spec, Value value) {
    Matcher parts = SPEC.matcher(spec);
    if (!parts.matches()) {
      throw new Failure("invalid format specifier");
    }
    boolean number = Numbers.isNumber(value);
    if (!number && !(value instanceof Text)) {
      throw new Failure("unsupported format string for a value of type " + value.type());
    }
    FieldFormat layout = layout(parts, number);
    if (Numbers.isInteger(value) && layout.precision() >= 0 && !layout.isRealType()) {
      throw new Failure("a precision is not allowed in the format of an integer");
    }
    if (value instanceof Text text) {
      requireForText(parts);
      return layout.text(text);
    }
    return layout.number(
        value instanceof Value.Bool ? new Value.Int(Numbers.integer(value)) : value);
  }

  private static void requireForText(Matcher parts) {
    boolean numeric =
        parts.group("sign") != null
            || parts.group("alternate") != null
            || parts.group("grouping") != null
            || "=".equals(parts.group("align"));
    if (numeric) {
      throw new Failure("a format specifier for numbers was given a string");
    }
  }

  private static FieldFormat layout(Matcher parts, boolean number) {
    boolean zero = parts.group("zero") != null;
    String fill = parts.group("fill");
    String usualFill = zero ? "0" : " ";
    char usualAlign = zero && number ? '=' : (char) 0;
    return new FieldFormat(
        fill == null ? usualFill : fill,
        letter(parts.group("align"), usualAlign),
        letter(parts.group("sign"), '-'),
        parts.group("alternate") != null,
        digits(parts.group("width"), 0),
        letter(parts.group("grouping"), (char) 0),
        digits(parts.group("precision"), -1),
        letter(parts.group("type"), (char) 0));
  }

  private static char letter(@Nullable String found, char otherwise) {
    return found == null ? otherwise : found.charAt(0);
  }

  private static int digits(@Nullable String found, int otherwise) {
    return found == null ? otherwise : Integer.parseInt(found, 10);
  }
}
