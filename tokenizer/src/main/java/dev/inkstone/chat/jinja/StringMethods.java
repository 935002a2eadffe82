package dev.inkstone.chat.jinja;

import dev.inkstone.chat.jinja.Methods.Method;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The Python methods of strings, by name. */
final class StringMethods {
  static final Map<String, Method<Text>> ALL = all();

  private StringMethods() {}

  private static Map<String, Method<Text>> all() {
    Map<String, Method<Text>> all = new HashMap<>();
    addCase(all);
    addCutting(all);
    addSearching(all);
    addPadding(all);
    addQuestions(all);
    all.put("format", (self, arguments, rendering) -> BraceFormat.format(self, arguments));
    for (String name : new String[] {"encode", "format_map", "maketrans", "translate"}) {
      all.put(name, (self, arguments, rendering) -> unsupported(name));
    }
    return Map.copyOf(all);
  }

  private static Value unsupported(String name) {
    throw new Failure("the method str." + name + " is not supported in chat templates");
  }

  private static void addCase(Map<String, Method<Text>> all) {
    all.put("lower", plain("lower", Strings::lower));
    all.put("casefold", plain("casefold", Strings::foldCase));
    all.put("upper", plain("upper", Strings::upper));
    all.put("title", plain("title", Strings::title));
    all.put("capitalize", plain("capitalize", Strings::capitalize));
    all.put("swapcase", plain("swapcase", Strings::swapCase));
  }

  private static Method<Text> plain(String name, UnaryOperator<Text> change) {
    return (self, arguments, rendering) -> {
      arguments.bind(name);
      return change.apply(self);
    };
  }

  private static void addCutting(Map<String, Method<Text>> all) {
    all.put("strip", (self, arguments, rendering) -> strip(self, arguments, true, true));
    all.put("lstrip", (self, arguments, rendering) -> strip(self, arguments, true, false));
    all.put("rstrip", (self, arguments, rendering) -> strip(self, arguments, false, true));
    all.put("split", (self, arguments, rendering) -> split(self, arguments, false));
    all.put("rsplit", (self, arguments, rendering) -> split(self, arguments, true));
    all.put(
        "splitlines",
        (self, arguments, rendering) ->
            ListValue.list(
                Splitting.lines(self, arguments.bind("splitlines", "keepends").flag(0, false))));
    all.put(
        "partition",
        (self, arguments, rendering) ->
            Splitting.partition(self, arguments.bind("partition", "sep").text(0), false));
    all.put(
        "rpartition",
        (self, arguments, rendering) ->
            Splitting.partition(self, arguments.bind("rpartition", "sep").text(0), true));
    all.put(
        "removeprefix",
        (self, arguments, rendering) -> {
          String prefix = arguments.bind("removeprefix", "prefix").text(0).value();
          boolean found = self.value().startsWith(prefix);
          return self.slice(found ? prefix.length() : 0, self.value().length());
        });
    all.put(
        "removesuffix",
        (self, arguments, rendering) -> {
          String suffix = arguments.bind("removesuffix", "suffix").text(0).value();
          boolean found = self.value().endsWith(suffix);
          return self.slice(0, self.value().length() - (found ? suffix.length() : 0));
        });
  }

  private static Value strip(Text self, Arguments arguments, boolean left, boolean right) {
    Arguments.Bound bound = arguments.bind("strip", "chars");
    String characters = bound.unlessNone(0) == null ? null : bound.text(0).value();
    return Strings.strip(self, characters, left, right);
  }

  private static Value split(Text self, Arguments arguments, boolean fromRight) {
    Arguments.Bound bound = arguments.bind("split", "sep", "maxsplit");
    Text separator = bound.unlessNone(0) == null ? null : bound.text(0);
    int limit = bound.integer(1, -1);
    return ListValue.list(
        fromRight
            ? Splitting.splitFromRight(self, separator, limit)
            : Splitting.split(self, separator, limit));
  }

  private static void addSearching(Map<String, Method<Text>> all) {
    all.put("find", (self, arguments, rendering) -> Value.Int.of(find(self, arguments, false)));
    all.put("rfind", (self, arguments, rendering) -> Value.Int.of(find(self, arguments, true)));
    all.put("index", (self, arguments, rendering) -> found(find(self, arguments, false)));
    all.put("rindex", (self, arguments, rendering) -> found(find(self, arguments, true)));
    all.put("count", (self, arguments, rendering) -> count(self, arguments));
    all.put("startswith", (self, arguments, rendering) -> borders(self, arguments, false));
    all.put("endswith", (self, arguments, rendering) -> borders(self, arguments, true));
    all.put("replace", (self, arguments, rendering) -> replace(self, arguments));
    all.put(
        "join",
        (self, arguments, rendering) ->
            Searching.join(
                self, rendering.iterator(arguments.bind("join", "iterable").required(0))));
  }

  private static int find(Text self, Arguments arguments, boolean last) {
    Arguments.Bound bound = arguments.bind("find", "sub", "start", "end");
    return Searching.find(
        self, bound.text(0).value(), bound.unlessNone(1), bound.unlessNone(2), last);
  }

  private static Value found(int position) {
    if (position < 0) {
      throw new Failure("substring not found");
    }
    return Value.Int.of(position);
  }

  private static Value count(Text self, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("count", "sub", "start", "end");
    return Value.Int.of(
        Searching.count(self, bound.text(0).value(), bound.unlessNone(1), bound.unlessNone(2)));
  }

  private static Value borders(Text self, Arguments arguments, boolean atEnd) {
    Arguments.Bound bound =
        arguments.bind(atEnd ? "endswith" : "startswith", "prefix", "start", "end");
    return Value.Bool.of(
        Searching.borders(
            self, bound.required(0), bound.unlessNone(1), bound.unlessNone(2), atEnd));
  }

  private static Value replace(Text self, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("replace", "old", "new", "count");
    Text fresh = self.isMarkup() ? Html.escape(bound.text(1)) : bound.text(1);
    return Searching.replace(self, bound.text(0).value(), fresh, bound.integer(2, -1));
  }

  private static void addPadding(Map<String, Method<Text>> all) {
    all.put(
        "center",
        (self, arguments, rendering) -> {
          Arguments.Bound bound = arguments.bind("center", "width", "fillchar");
          return Strings.center(self, width(bound), fill(bound));
        });
    all.put("ljust", (self, arguments, rendering) -> justify(self, arguments, true));
    all.put("rjust", (self, arguments, rendering) -> justify(self, arguments, false));
    all.put(
        "zfill",
        (self, arguments, rendering) ->
            Strings.fillZeros(self, width(arguments.bind("zfill", "width"))));
    all.put(
        "expandtabs",
        (self, arguments, rendering) ->
            Strings.expandTabs(self, arguments.bind("expandtabs", "tabsize").integer(0, 8)));
  }

  private static Value justify(Text self, Arguments arguments, boolean left) {
    Arguments.Bound bound = arguments.bind("ljust", "width", "fillchar");
    return Strings.justify(self, width(bound), fill(bound), left);
  }

  private static int width(Arguments.Bound bound) {
    return Numbers.clampedInt(bound.required(0));
  }

  private static Text fill(Arguments.Bound bound) {
    return bound.optional(1) == null ? Text.trusted(" ") : bound.text(1);
  }

  private static void addQuestions(Map<String, Method<Text>> all) {
    all.put("isspace", every(Characters::isSpace));
    all.put("isalpha", every(Character::isLetter));
    all.put("isdigit", every(Character::isDigit));
    all.put("isdecimal", every(Character::isDigit));
    all.put("isnumeric", every(StringMethods::isNumeric));
    all.put("isalnum", every(point -> Characters.isWord(point) && point != '_'));
    all.put("isascii", question(text -> text.codePoints().allMatch(point -> point < 128)));
    all.put("isprintable", question(text -> text.codePoints().allMatch(Characters::isPrintable)));
    all.put("isidentifier", question(Characters::isIdentifier));
    all.put("isupper", question(StringMethods::isUpper));
    all.put("islower", question(StringMethods::isLower));
    all.put("istitle", question(StringMethods::isTitle));
  }

  private static boolean isNumeric(int point) {
    return Characters.isWord(point) && !Character.isLetter(point) && point != '_';
  }

  private static Method<Text> every(IntPredicate holds) {
    return question(text -> !text.isEmpty() && text.codePoints().allMatch(holds));
  }

  private static Method<Text> question(Predicate<String> holds) {
    return (self, arguments, rendering) -> Value.Bool.of(holds.test(self.value()));
  }

  static boolean isUpper(String text) {
    return text.equals(text.toUpperCase(Locale.ROOT))
        && text.codePoints().anyMatch(Strings::isCased);
  }

  static boolean isLower(String text) {
    return text.equals(text.toLowerCase(Locale.ROOT))
        && text.codePoints().anyMatch(Strings::isCased);
  }

  private static boolean isTitle(String text) {
    return Strings.title(Text.trusted(text)).value().equals(text)
        && text.codePoints().anyMatch(Strings::isCased);
  }
}
