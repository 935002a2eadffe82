package dev.inkstone.chat.jinja;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's dict: keeps the order of insertion, never changes once built. */
final class DictValue implements Value {
  static final DictValue EMPTY = new DictValue(new LinkedHashMap<>());

  /** A key as it was written first, and its value. */
  record Entry(Value key, Value value) {
    ListValue pair() {
      return ListValue.tuple(List.of(key, value));
    }
  }

  private final Map<Object, Entry> entries;
  private final long weight;
  private final int depth;

  private DictValue(Map<Object, Entry> entries) {
    this.entries = entries;
    long total = 1;
    int deepest = 0;
    for (Entry entry : entries.values()) {
      total += entry.key().weight() + entry.value().weight();
      deepest = Math.max(deepest, Math.max(entry.key().depth(), entry.value().depth()));
    }
    weight = ListValue.checkedWeight(total);
    depth = ListValue.checkedDepth(deepest + 1);
  }

  /** A later value of an equal key replaces the value but neither the key nor its place. */
  static DictValue of(Collection<Entry> entries) {
    Map<Object, Entry> map = new LinkedHashMap<>();
    for (Entry entry : entries) {
      map.merge(Keys.of(entry.key()), entry, (old, now) -> new Entry(old.key(), now.value()));
    }
    return new DictValue(map);
  }

  static DictValue of(Map<String, Value> named) {
    List<Entry> entries = new ArrayList<>();
    named.forEach((name, value) -> entries.add(new Entry(Text.trusted(name), value)));
    return of(entries);
  }

  /** The value of a key, or null; fails on a key that cannot be hashed. */
  @Nullable Value lookup(Value key) {
    return value(Keys.of(key));
  }

  @Nullable Value lookup(String key) {
    return value(key);
  }

  private @Nullable Value value(Object key) {
    Entry entry = entries.get(key);
    return entry == null ? null : entry.value();
  }

  Collection<Entry> entries() {
    return Collections.unmodifiableCollection(entries.values());
  }

  List<Value> keys() {
    List<Value> keys = new ArrayList<>(entries.size());
    entries.values().forEach(entry -> keys.add(entry.key()));
    return keys;
  }

  int size() {
    return entries.size();
  }

  @Override
  public String type() {
    return "dict";
  }

  @Override
  public long weight() {
    return weight;
  }

  @Override
  public int depth() {
    return depth;
  }
}
