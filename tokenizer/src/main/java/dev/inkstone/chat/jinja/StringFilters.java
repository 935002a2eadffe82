package dev.inkstone.chat.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Filters that make strings. */
final class StringFilters {
  private static final Pattern WORD_BREAK = Pattern.compile("[-\\s({\\[<]+");

  private StringFilters() {}

  static void addTo(Map<String, Filter> all) {
    all.put("string", (input, arguments, rendering) -> soft(input));
    all.put("safe", (input, arguments, rendering) -> soft(input).withMarkup(true));
    all.put("escape", (input, arguments, rendering) -> Html.escape(soft(input)));
    all.put("e", (input, arguments, rendering) -> Html.escape(soft(input)));
    all.put("forceescape", (input, arguments, rendering) -> Html.escapeAlways(soft(input)));
    all.put("lower", (input, arguments, rendering) -> Strings.lower(soft(input)));
    all.put("upper", (input, arguments, rendering) -> Strings.upper(soft(input)));
    all.put("capitalize", (input, arguments, rendering) -> Strings.capitalize(soft(input)));
    all.put("title", (input, arguments, rendering) -> title(soft(input)));
    all.put("trim", StringFilters::trim);
    all.put("center", StringFilters::center);
    all.put("replace", StringFilters::replace);
    all.put("join", StringFilters::join);
    all.put("indent", StringFilters::indent);
    all.put("truncate", StringFilters::truncate);
    all.put("wordcount", (input, arguments, rendering) -> wordCount(soft(input).value()));
    all.put("urlencode", UrlEncoding::filter);
    all.put("format", StringFilters::format);
    all.put("tojson", StringFilters::toJson);
  }

  /** A string stays as it is, anything else becomes what it prints as. */
  static Text soft(Value value) {
    return value instanceof Text text ? text : Repr.str(value);
  }

  private static Text trim(Value input, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("trim", "chars");
    String characters = bound.unlessNone(0) == null ? null : bound.text(0).value();
    return Strings.strip(soft(input), characters, true, true);
  }

  private static Text center(Value input, Arguments arguments, Rendering rendering) {
    int width = arguments.bind("center", "width").integer(0, 80);
    return Strings.center(soft(input), width, Text.trusted(" "));
  }

  private static Text replace(Value input, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("replace", "old", "new", "count");
    int limit = bound.unlessNone(2) == null ? -1 : bound.integer(2, -1);
    Text text = Repr.str(input);
    Text old = Repr.str(bound.required(0));
    // Lists and numbers are strings only from here on.
    rendering.spendOnCall(text, Arguments.of(old));
    return Searching.replace(text, old.value(), Repr.str(bound.required(1)), limit);
  }

  private static Text join(Value input, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("join", "d", "attribute");
    Text separator = Repr.str(bound.or(0, Text.EMPTY));
    AttributePath path = AttributePath.of(bound.unlessNone(1));
    TextBuilder out = new TextBuilder();
    Iterator<Value> items = rendering.iterator(input);
    boolean first = true;
    while (items.hasNext()) {
      if (!first) {
        out.append(separator);
      }
      out.append(Repr.str(path.find(items.next())));
      first = false;
    }
    return out.build();
  }

  private static Text indent(Value input, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("indent", "width", "first", "blank");
    Text text = (Text) requireText(Operators.add(input, Text.trusted("\n")));
    Text indent =
        bound.optional(0) instanceof Text given
            ? given
            : Text.trusted(" ").repeat(bound.integer(0, 4));
    List<Value> lines = new ArrayList<>(Splitting.lines(text, false));
    boolean blank = bound.flag(2, false);
    TextBuilder out = new TextBuilder();
    if (bound.flag(1, false)) {
      out.append(indent);
    }
    for (int i = 0; i < lines.size(); i++) {
      Text line = (Text) lines.get(i);
      if (i > 0) {
        out.trusted("\n").append(blank || !line.value().isEmpty() ? indent : Text.EMPTY);
      }
      out.append(line);
    }
    return out.build().withMarkup(text.isMarkup());
  }

  private static Value requireText(Value value) {
    if (value instanceof Text) {
      return value;
    }
    throw new Failure("expected a string, got " + value.type());
  }

  private static Value truncate(Value input, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("truncate", "length", "killwords", "end", "leeway");
    Text end = bound.optional(2) == null ? Text.trusted("...") : bound.text(2);
    int length = bound.integer(0, 255);
    int leeway = bound.unlessNone(3) == null ? 5 : bound.integer(3, 5);
    if (length < end.points() || leeway < 0) {
      throw new Failure("truncate needs a length of at least that of its end mark");
    }
    if (Sequences.length(input) <= (long) length + leeway) {
      return input;
    }
    Text text = (Text) requireText(input);
    Text kept = text.slice(0, text.index(length - end.points()));
    if (!bound.flag(1, false)) {
      kept = (Text) Splitting.splitFromRight(kept, Text.trusted(" "), 1).getFirst();
    }
    return (Text) Operators.add(kept, end);
  }

  private static Text title(Text text) {
    StringBuilder out = new StringBuilder();
    Matcher breaks = WORD_BREAK.matcher(text.value());
    int from = 0;
    while (breaks.find()) {
      out.append(titleWord(text.value().substring(from, breaks.start()))).append(breaks.group());
      from = breaks.end();
    }
    return text.recased(out.append(titleWord(text.value().substring(from))).toString());
  }

  private static String titleWord(String word) {
    if (word.isEmpty()) {
      return word;
    }
    int first = word.offsetByCodePoints(0, 1);
    return word.substring(0, first).toUpperCase(Locale.ROOT)
        + word.substring(first).toLowerCase(Locale.ROOT);
  }

  private static Value wordCount(String text) {
    long words = 0;
    boolean inWord = false;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      boolean word = Characters.isWord(text.codePointAt(i));
      words += word && !inWord ? 1 : 0;
      inWord = word;
    }
    return Value.Int.of(words);
  }

  private static Text format(Value input, Arguments arguments, Rendering rendering) {
    Value values =
        arguments.named().isEmpty()
            ? ListValue.tuple(arguments.positional())
            : DictValue.of(arguments.named());
    if (!arguments.named().isEmpty() && !arguments.positional().isEmpty()) {
      throw new Failure("format takes positional or keyword arguments, not both");
    }
    return PercentFormat.format(soft(input), values);
  }

  /** As Transformers defines it: {@code json.dumps} with four of its arguments, no HTML escapes. */
  private static Text toJson(Value input, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound =
        arguments.bind("tojson", "ensure_ascii", "indent", "separators", "sort_keys");
    Value given = bound.unlessNone(1);
    Text indent = null;
    if (given instanceof Text text) {
      indent = text;
    } else if (given != null) {
      indent = Text.trusted(" ").repeat(Numbers.clampedInt(given));
    }
    Text itemSeparator = Text.trusted(indent == null ? ", " : ",");
    Text keySeparator = Text.trusted(": ");
    Value separators = bound.unlessNone(2);
    if (separators != null) {
      List<Value> pair = Sequences.items(separators);
      if (pair.size() != 2 || !(pair.get(0) instanceof Text a && pair.get(1) instanceof Text b)) {
        throw new Failure("tojson: separators must be a pair of strings");
      }
      itemSeparator = a;
      keySeparator = b;
    }
    return Json.dumps(
        input,
        new Json.Layout(
            bound.flag(0, false), indent, itemSeparator, keySeparator, bound.flag(3, false)));
  }
}
