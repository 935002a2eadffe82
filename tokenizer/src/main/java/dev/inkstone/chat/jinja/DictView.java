package dev.inkstone.chat.jinja;

import java.util.ArrayList;
import java.util.List;

/** What {@code keys()}, {@code values()} and {@code items()} of a dict return. */
record DictView(Kind kind, DictValue dict) implements Value {
  /** Which part of the entries the view shows. */
  enum Kind {
    KEYS("dict_keys"),
    VALUES("dict_values"),
    ITEMS("dict_items");

    private final String type;

    Kind(String type) {
      this.type = type;
    }
  }

  List<Value> items() {
    List<Value> all = new ArrayList<>(dict.size());
    for (DictValue.Entry entry : dict.entries()) {
      all.add(
          switch (kind) {
            case KEYS -> entry.key();
            case VALUES -> entry.value();
            case ITEMS -> entry.pair();
          });
    }
    return all;
  }

  @Override
  public String type() {
    return kind.type;
  }

  @Override
  public long weight() {
    return dict.weight();
  }

  @Override
  public int depth() {
    return dict.depth() + 1;
  }
}
