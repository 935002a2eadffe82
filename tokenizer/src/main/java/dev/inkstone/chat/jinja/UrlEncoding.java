package dev.inkstone.chat.jinja;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

/** The filter {@code urlencode}: percent-encodes a string, or the pairs of a query. */
final class UrlEncoding {
  private UrlEncoding() {}

  static Text filter(Value input, Arguments arguments, Rendering rendering) {
    if (input instanceof Text || !Sequences.isIterable(input)) {
      return encode(StringFilters.soft(input), false);
    }
    Iterator<Value> pairs =
        input instanceof DictValue dict
            ? new DictView(DictView.Kind.ITEMS, dict).items().iterator()
            : rendering.iterator(input);
    TextBuilder out = new TextBuilder();
    String separator = "";
    while (pairs.hasNext()) {
      List<Value> pair = rendering.items(pairs.next());
      if (pair.size() != 2) {
        throw new Failure("urlencode expects pairs, got " + pair.size() + " values");
      }
      out.trusted(separator)
          .append(encode(StringFilters.soft(pair.get(0)), true))
          .trusted("=")
          .append(encode(StringFilters.soft(pair.get(1)), true));
      separator = "&";
    }
    return out.build();
  }

  private static Text encode(Text text, boolean query) {
    TextBuilder out = new TextBuilder();
    String value = text.value();
    for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
      int point = value.codePointAt(i);
      if (query && point == ' ') {
        out.like(text, i, "+");
      } else if (isKept(point) || (point == '/' && !query)) {
        out.append(text, i, i + 1);
      } else {
        for (byte unit : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
          out.like(text, i, "%%%02X".formatted(unit & 0xff));
        }
      }
    }
    return out.build();
  }

  private static boolean isKept(int point) {
    return point < 128 && (Character.isLetterOrDigit(point) || "_.-~".indexOf(point) >= 0);
  }
}
