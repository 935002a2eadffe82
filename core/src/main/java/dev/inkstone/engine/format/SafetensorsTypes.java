package dev.inkstone.engine.format;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The element types of safetensors. Types of less than a byte are blocks of the fewest elements
 * that fill whole bytes; shapes count elements.
 */
public final class SafetensorsTypes {
  private static final Map<String, StoredType> BY_NAME =
      Stream.of(
              new StoredType("F64", 1, 8),
              new StoredType("F32", 1, 4),
              new StoredType("F16", 1, 2),
              new StoredType("BF16", 1, 2),
              new StoredType("C64", 1, 8),
              new StoredType("I64", 1, 8),
              new StoredType("I32", 1, 4),
              new StoredType("I16", 1, 2),
              new StoredType("I8", 1, 1),
              new StoredType("U64", 1, 8),
              new StoredType("U32", 1, 4),
              new StoredType("U16", 1, 2),
              new StoredType("U8", 1, 1),
              new StoredType("BOOL", 1, 1),
              new StoredType("F8_E4M3", 1, 1),
              new StoredType("F8_E5M2", 1, 1),
              new StoredType("F8_E8M0", 1, 1),
              new StoredType("F8_E4M3FNUZ", 1, 1),
              new StoredType("F8_E5M2FNUZ", 1, 1),
              new StoredType("F6_E2M3", 4, 3),
              new StoredType("F6_E3M2", 4, 3),
              new StoredType("F4", 2, 1))
          .collect(toUnmodifiableMap(StoredType::name, identity()));

  private SafetensorsTypes() {}

  /** The type with this name, for example {@code BF16}; empty where the name is unknown. */
  public static Optional<StoredType> byName(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Throws IllegalArgumentException where safetensors has no such type. */
  static StoredType require(StoredType type) {
    if (!type.equals(BY_NAME.get(type.name()))) {
      throw new IllegalArgumentException("safetensors has no element type " + type);
    }
    return type;
  }
}
