package dev.inkstone.chat.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Filters that work on whole sequences. */
final class SequenceFilters {
  private SequenceFilters() {}

  static void addTo(Map<String, Filter> all) {
    all.put("length", (input, arguments, run) -> Value.Int.of(Sequences.length(input)));
    all.put("count", (input, arguments, run) -> Value.Int.of(Sequences.length(input)));
    all.put("list", (input, arguments, run) -> ListValue.list(run.items(input)));
    all.put("first", SequenceFilters::first);
    all.put("last", SequenceFilters::last);
    all.put("reverse", SequenceFilters::reverse);
    all.put("items", (input, arguments, run) -> Generator.of(() -> items(input)));
    all.put("dictsort", SequenceFilters::dictSort);
    all.put("sort", SequenceFilters::sort);
    all.put("unique", SequenceFilters::unique);
    all.put("groupby", SequenceFilters::groupBy);
    all.put("min", (input, arguments, run) -> extreme(input, arguments, run, "min", -1));
    all.put("max", (input, arguments, run) -> extreme(input, arguments, run, "max", 1));
    all.put("sum", SequenceFilters::sum);
    all.put("batch", SequenceFilters::batch);
    all.put("slice", SequenceFilters::slice);
  }

  private static Value first(Value input, Arguments arguments, Rendering rendering) {
    if (input instanceof Text text && !text.value().isEmpty()) {
      return text.pointAt(0).withMarkup(false);
    }
    Iterator<Value> items = Sequences.iterator(input);
    return items.hasNext() ? items.next() : new Undefined("no first item, the sequence was empty");
  }

  private static Value last(Value input, Arguments arguments, Rendering rendering) {
    requireReversible(input);
    List<Value> items = rendering.items(input);
    return items.isEmpty()
        ? new Undefined("no last item, the sequence was empty")
        : items.getLast();
  }

  private static void requireReversible(Value value) {
    if (value instanceof Generator) {
      throw new Failure("'" + value.type() + "' object is not reversible");
    }
  }

  private static Value reverse(Value input, Arguments arguments, Rendering rendering) {
    if (input instanceof Text text) {
      return Access.slice(text, null, null, Value.Int.of(-1));
    }
    List<Value> items = new ArrayList<>(rendering.items(input));
    Collections.reverse(items);
    return input instanceof Generator
        ? ListValue.list(items)
        : new Generator(input.type() + "_reverseiterator", items.iterator());
  }

  private static Iterator<Value> items(Value input) {
    if (input instanceof Undefined) {
      return Collections.emptyIterator();
    }
    if (input instanceof DictValue dict) {
      return new DictView(DictView.Kind.ITEMS, dict).items().iterator();
    }
    throw new Failure("can only get item pairs from a mapping");
  }

  private static Value dictSort(Value input, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("dictsort", "case_sensitive", "by", "reverse");
    if (!(input instanceof DictValue dict)) {
      throw new Failure("dictsort needs a mapping, not " + input.type());
    }
    String by = bound.optional(1) == null ? "key" : bound.text(1).value();
    if (!by.equals("key") && !by.equals("value")) {
      throw new Failure("dictsort sorts either by key or by value");
    }
    boolean sensitive = bound.flag(0, false);
    List<DictValue.Entry> entries = new ArrayList<>(dict.entries());
    rendering.spend(entries.size());
    Sorting.sort(
        entries,
        entry -> {
          Value key = by.equals("key") ? entry.key() : entry.value();
          return sensitive ? key : Sorting.ignoringCase(key);
        },
        bound.flag(2, false),
        rendering);
    return ListValue.list(entries.stream().map(DictValue.Entry::pair).toList());
  }

  private static Value sort(Value input, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("sort", "reverse", "case_sensitive", "attribute");
    List<Function<Value, Value>> keys = new ArrayList<>();
    if (bound.unlessNone(2) instanceof Text names) {
      for (Value name : Splitting.split(names, Text.trusted(","), -1)) {
        keys.add(key(AttributePath.of(name), bound.flag(1, false)));
      }
    } else {
      keys.add(key(AttributePath.of(bound.unlessNone(2)), bound.flag(1, false)));
    }
    List<Value> items = new ArrayList<>(rendering.items(input));
    Sorting.sort(
        items,
        item -> ListValue.list(keys.stream().map(key -> key.apply(item)).toList()),
        bound.flag(0, false),
        rendering);
    return ListValue.list(items);
  }

  private static Function<Value, Value> key(AttributePath path, boolean caseSensitive) {
    return caseSensitive ? path::find : item -> Sorting.ignoringCase(path.find(item));
  }

  private static Value unique(Value input, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("unique", "case_sensitive", "attribute");
    Function<Value, Value> key = key(AttributePath.of(bound.unlessNone(1)), bound.flag(0, false));
    Set<Object> seen = new HashSet<>();
    return Generator.of(
        () -> new Chosen(rendering.iterator(input), item -> seen.add(Keys.of(key.apply(item)))));
  }

  private static Value groupBy(Value input, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("groupby", "attribute", "default", "case_sensitive");
    AttributePath path = AttributePath.of(bound.required(0), bound.unlessNone(1));
    Function<Value, Value> key = key(path, bound.flag(2, false));
    List<Value> items = new ArrayList<>(rendering.items(input));
    Sorting.sort(items, key, false, rendering);
    List<Value> groups = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= items.size(); i++) {
      rendering.spend(items.get(from).weight() / 4);
      boolean ends =
          i == items.size()
              || !Comparison.equal(key.apply(items.get(i)), key.apply(items.get(from)));
      if (ends) {
        ListValue members = ListValue.list(items.subList(from, i));
        groups.add(ListValue.group(path.find(items.get(from)), members));
        from = i;
      }
    }
    return ListValue.list(groups);
  }

  private static Value extreme(
      Value input, Arguments arguments, Rendering rendering, String name, int sign) {
    Arguments.Bound bound = arguments.bind(name, "case_sensitive", "attribute");
    Function<Value, Value> key = key(AttributePath.of(bound.unlessNone(1)), bound.flag(0, false));
    Iterator<Value> items = rendering.iterator(input);
    if (!items.hasNext()) {
      return new Undefined("no aggregated item, the sequence was empty");
    }
    Value best = items.next();
    while (items.hasNext()) {
      Value item = items.next();
      rendering.spendOnComparing(key.apply(item), key.apply(best));
      if (sign * Comparison.order(key.apply(item), key.apply(best)) > 0) {
        best = item;
      }
    }
    return best;
  }

  private static Value sum(Value input, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("sum", "attribute", "start");
    AttributePath path = AttributePath.of(bound.unlessNone(0));
    Value total = bound.or(1, Value.Int.of(0));
    for (Value item : rendering.items(input)) {
      total = rendering.made(Operators.apply(Expr.Operator.ADD, total, path.find(item)));
    }
    return total;
  }

  private static Value batch(Value input, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("batch", "linecount", "fill_with");
    Value size = bound.required(0);
    return Generator.of(
        () -> batches(rendering.items(input), size, bound.unlessNone(1), rendering).iterator());
  }

  private static List<Value> batches(
      List<Value> items, Value size, @Nullable Value filler, Rendering rendering) {
    int wanted = items.isEmpty() ? 1 : Numbers.clampedInt(size);
    int step = Math.max(1, wanted);
    List<Value> batches = new ArrayList<>();
    for (int from = 0; from < items.size(); from += step) {
      List<Value> part = items.subList(from, Math.min(items.size(), from + step));
      batches.add(filled(part, wanted - part.size(), filler, rendering));
    }
    return batches;
  }

  private static Value filled(
      List<Value> part, int missing, @Nullable Value filler, Rendering rendering) {
    if (filler == null || missing <= 0) {
      return ListValue.list(part);
    }
    rendering.spend(missing);
    return Sequences.concat(
        ListValue.list(part), Sequences.repeat(ListValue.list(List.of(filler)), missing));
  }

  private static Value slice(Value input, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("slice", "slices", "fill_with");
    Value slices = bound.required(0);
    return Generator.of(
        () ->
            slices(
                    rendering.items(input),
                    Numbers.clampedInt(slices),
                    bound.unlessNone(1),
                    rendering)
                .iterator());
  }

  private static List<Value> slices(
      List<Value> items, int slices, @Nullable Value filler, Rendering rendering) {
    if (slices == 0) {
      throw new Failure("division by zero");
    }
    List<Value> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < slices; i++) {
      int larger = i < items.size() % slices ? 1 : 0;
      int to = from + items.size() / slices + larger;
      parts.add(filled(items.subList(from, to), 1 - larger, filler, rendering));
      rendering.spend(1);
      from = to;
    }
    return parts;
  }
}
