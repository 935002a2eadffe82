package dev.inkstone.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON exactly as Python's {@code json.dumps} writes it; characters keep their trust. */
final class Json {
  /**
   * How the JSON is laid out.
   *
   * @param ascii whether characters above U+007E are escaped
   * @param indent what one level is indented by, or null for one line
   * @param itemSeparator stands between items
   * @param keySeparator stands between key and value
   * @param sorted whether keys are sorted
   */
  record Layout(
      boolean ascii,
      @Nullable Text indent,
      Text itemSeparator,
      Text keySeparator,
      boolean sorted) {}

  private final TextBuilder out = new TextBuilder();
  private final Layout layout;

  private Json(Layout layout) {
    this.layout = layout;
  }

  static Text dumps(Value value, Layout layout) {
    Json json = new Json(layout);
    json.write(value, 0);
    return json.out.build();
  }

  private void write(Value value, int level) {
    switch (value) {
      case Text text -> writeText(text);
      case ListValue list -> writeList(list.items(), level);
      case DictValue dict -> writeDict(dict, level);
      default -> out.trusted(scalar(value));
    }
  }

  private static String scalar(Value value) {
    return switch (value) {
      case Value.None none -> "null";
      case Value.Bool flag -> flag == Value.Bool.TRUE ? "true" : "false";
      case Value.Int number -> number.value().toString();
      case Value.Real real -> real(real.value());
      default -> throw new Failure("Object of type " + value.type() + " is not JSON serializable");
    };
  }

  private static String real(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "Infinity" : "-Infinity";
    }
    return NumberText.repr(value);
  }

  private void writeList(List<Value> items, int level) {
    if (items.isEmpty()) {
      out.trusted("[]");
      return;
    }
    out.trusted("[");
    for (int i = 0; i < items.size(); i++) {
      startItem(i, level + 1);
      write(items.get(i), level + 1);
    }
    newLine(level);
    out.trusted("]");
  }

  private void writeDict(DictValue dict, int level) {
    if (dict.size() == 0) {
      out.trusted("{}");
      return;
    }
    List<DictValue.Entry> entries = new ArrayList<>(dict.entries());
    if (layout.sorted()) {
      entries.forEach(entry -> requireKey(entry.key()));
      entries.sort((a, b) -> Comparison.order(a.key(), b.key()));
    }
    out.trusted("{");
    for (int i = 0; i < entries.size(); i++) {
      startItem(i, level + 1);
      writeKey(entries.get(i).key());
      out.append(layout.keySeparator());
      write(entries.get(i).value(), level + 1);
    }
    newLine(level);
    out.trusted("}");
  }

  private void writeKey(Value key) {
    requireKey(key);
    if (key instanceof Text text) {
      writeText(text);
    } else {
      out.trusted("\"" + scalar(key) + "\"");
    }
  }

  private static void requireKey(Value key) {
    if (!(key instanceof Text || key instanceof Value.None || Numbers.isNumber(key))) {
      throw new Failure("keys must be str, int, float, bool or None, not " + key.type());
    }
  }

  private void startItem(int item, int level) {
    if (item > 0) {
      out.append(layout.itemSeparator());
    }
    newLine(level);
  }

  private void newLine(int level) {
    if (layout.indent() != null) {
      out.trusted("\n");
      out.append(layout.indent().repeat(level));
    }
  }

  private void writeText(Text text) {
    String value = text.value();
    out.trusted("\"");
    int plain = 0;
    for (int i = 0; i < value.length(); i++) {
      String escape = escape(value.charAt(i));
      if (escape != null) {
        out.append(text, plain, i).like(text, i, escape);
        plain = i + 1;
      }
    }
    out.append(text, plain, value.length()).trusted("\"");
  }

  private @Nullable String escape(char c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\f' -> "\\f";
      case '\b' -> "\\b";
      default -> c < ' ' || (c > '~' && layout.ascii()) ? "\\u%04x".formatted((int) c) : null;
    };
  }
}
