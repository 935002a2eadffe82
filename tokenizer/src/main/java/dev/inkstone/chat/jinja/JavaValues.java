package dev.inkstone.chat.jinja;

import dev.inkstone.error.ChatTemplateException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns plain Java values into template values. */
public final class JavaValues {
  /**
   * Roles that are words of the calling program and not of its users: templates build control
   * tokens like {@code <|user|>} from them.
   */
  private static final Set<String> ROLES =
      Set.of(
          "assistant",
          "developer",
          "environment",
          "function",
          "ipython",
          "latest_reminder",
          "model",
          "observation",
          "system",
          "tool",
          "tool_call",
          "tool_response",
          "user");

  private JavaValues() {}

  /**
   * A value of the conversation: all its strings are untrusted.
   *
   * @throws IllegalArgumentException if a value is of a type that templates do not know, or nested
   *     too deep
   * @throws ChatTemplateException if an integer or a collection is too large
   */
  public static Value untrusted(@Nullable Object value) {
    try {
      return convert(value, 0);
    } catch (Failure failure) {
      throw new ChatTemplateException("chat template variables: " + failure.getMessage(), failure);
    }
  }

  /** The messages: as untrusted, except that a well-known role is a trusted word. */
  public static Value messages(@Nullable Object value) {
    if (!(untrusted(value) instanceof ListValue list)) {
      return untrusted(value);
    }
    List<Value> messages = new ArrayList<>();
    for (Value message : list.items()) {
      messages.add(message instanceof DictValue dict ? withTrustedRole(dict) : message);
    }
    return ListValue.list(messages);
  }

  private static DictValue withTrustedRole(DictValue message) {
    List<DictValue.Entry> entries = new ArrayList<>();
    for (DictValue.Entry entry : message.entries()) {
      boolean role =
          entry.key() instanceof Text key
              && key.value().equals("role")
              && entry.value() instanceof Text word
              && ROLES.contains(word.value());
      Value value = entry.value();
      entries.add(
          role && value instanceof Text word
              ? new DictValue.Entry(entry.key(), Text.trusted(word.value()))
              : entry);
    }
    return DictValue.of(entries);
  }

  private static Value convert(@Nullable Object value, int depth) {
    if (depth > ListValue.MAX_DEPTH - 2) {
      throw new IllegalArgumentException("template variables nested too deep, or in a circle");
    }
    return switch (value) {
      case null -> Value.None.NONE;
      case CharSequence text -> Text.untrusted(text.toString());
      case Character c -> Text.untrusted(c.toString());
      case Boolean flag -> Value.Bool.of(flag);
      case Number number -> number(number);
      case Map<?, ?> map -> dict(map, depth);
      case Collection<?> items -> list(items, depth);
      default ->
          throw new IllegalArgumentException(
              "template variables hold maps, lists, strings, numbers, booleans and null, not "
                  + value.getClass().getName());
    };
  }

  private static Value number(Number number) {
    return switch (number) {
      case BigInteger integer -> new Value.Int(integer);
      case Byte b -> Value.Int.of(b);
      case Short s -> Value.Int.of(s);
      case Integer i -> Value.Int.of(i);
      case Long l -> Value.Int.of(l);
      // The shortest decimal of a float is what its owner sees.
      case Float f -> new Value.Real(Double.parseDouble(f.toString()));
      default -> new Value.Real(number.doubleValue());
    };
  }

  private static Value dict(Map<?, ?> map, int depth) {
    List<DictValue.Entry> entries = new ArrayList<>(map.size());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      entries.add(
          new DictValue.Entry(
              convert(entry.getKey(), depth + 1), convert(entry.getValue(), depth + 1)));
    }
    return DictValue.of(entries);
  }

  private static Value list(Collection<?> items, int depth) {
    List<Value> values = new ArrayList<>(items.size());
    for (Object item : items) {
      values.add(convert(item, depth + 1));
    }
    return ListValue.list(values);
  }
}
