package dev.inkstone.chat.jinja;

import java.util.Iterator;
import java.util.List;

/** Python's {@code str} and {@code repr}. */
final class Repr {
  private final TextBuilder out = new TextBuilder();
  private int depth;

  private Repr() {}

  /** What {@code str(value)} gives: the text itself, {@code None}, {@code True}, {@code 1e+20}. */
  static Text str(Value value) {
    return switch (value) {
      case Text text -> text.withMarkup(false);
      case Undefined undefined -> Text.EMPTY;
      default -> repr(value);
    };
  }

  /** What {@code repr(value)} gives: strings in quotes. */
  static Text repr(Value value) {
    Repr repr = new Repr();
    repr.write(value);
    return repr.out.build();
  }

  private void write(Value value) {
    switch (value) {
      case Text text -> writeText(text);
      case Value.Int number -> out.trusted(number.value().toString());
      case Value.Real real -> out.trusted(NumberText.repr(real.value()));
      case Value.Bool flag -> out.trusted(flag == Value.Bool.TRUE ? "True" : "False");
      case Value.None none -> out.trusted("None");
      case Undefined undefined -> out.trusted("Undefined");
      case RangeValue range -> writeRange(range);
      case Generator generator -> out.trusted("<" + generator.type() + " object>");
      case Callable callable -> out.trusted(callable.printed());
      default -> writeNested(value);
    }
  }

  private void writeNested(Value value) {
    // Namespaces can hold themselves, so the depth is counted here and not only when lists are
    // made.
    if (++depth > ListValue.MAX_DEPTH) {
      throw new Failure("a value nested too deep to print");
    }
    switch (value) {
      case ListValue list -> writeSequence(list);
      case DictValue dict -> writeDict(dict);
      case DictView view -> {
        out.trusted(view.type() + "(");
        writeItems(view.items(), "[", "]");
        out.trusted(")");
      }
      case Namespace namespace -> {
        out.trusted("<Namespace ");
        writeDict(namespace.snapshot());
        out.trusted(">");
      }
      default -> throw new IllegalStateException("no printed form for " + value.type());
    }
    depth--;
  }

  private void writeSequence(ListValue list) {
    if (!list.isTuple()) {
      writeItems(list.items(), "[", "]");
    } else {
      writeItems(list.items(), "(", list.items().size() == 1 ? ",)" : ")");
    }
  }

  private void writeItems(List<Value> items, String open, String close) {
    out.trusted(open);
    String separator = "";
    for (Value item : items) {
      out.trusted(separator);
      write(item);
      separator = ", ";
    }
    out.trusted(close);
  }

  private void writeDict(DictValue dict) {
    out.trusted("{");
    Iterator<DictValue.Entry> entries = dict.entries().iterator();
    while (entries.hasNext()) {
      DictValue.Entry entry = entries.next();
      write(entry.key());
      out.trusted(": ");
      write(entry.value());
      out.trusted(entries.hasNext() ? ", " : "");
    }
    out.trusted("}");
  }

  private void writeRange(RangeValue range) {
    String step = range.step() == 1 ? "" : ", " + range.step();
    out.trusted("range(" + range.start() + ", " + range.stop() + step + ")");
  }

  private void writeText(Text text) {
    String value = text.value();
    String quote = value.indexOf('\'') >= 0 && value.indexOf('"') < 0 ? "\"" : "'";
    out.trusted(text.isMarkup() ? "Markup(" + quote : quote);
    for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
      out.like(text, i, escaped(value.codePointAt(i), quote.charAt(0)));
    }
    out.trusted(text.isMarkup() ? quote + ")" : quote);
  }

  private static String escaped(int point, int quote) {
    return switch (point) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\\' -> "\\\\";
      default -> {
        if (point == quote) {
          yield "\\" + Character.toString(point);
        }
        yield Characters.isPrintable(point) ? Character.toString(point) : hexEscape(point);
      }
    };
  }

  private static String hexEscape(int point) {
    if (point < 0x100) {
      return "\\x%02x".formatted(point);
    }
    return point < 0x10000 ? "\\u%04x".formatted(point) : "\\U%08x".formatted(point);
  }
}
