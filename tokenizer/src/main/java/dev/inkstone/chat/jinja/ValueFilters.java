package dev.inkstone.chat.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;

/** Filters on numbers and on any value: default, attr, int, float, round. */
final class ValueFilters {
  private ValueFilters() {}

  static void addTo(Map<String, Filter> all) {
    all.put("default", ValueFilters::orDefault);
    all.put("d", ValueFilters::orDefault);
    all.put("attr", ValueFilters::attribute);
    all.put("abs", ValueFilters::abs);
    all.put("int", ValueFilters::toInt);
    all.put("float", ValueFilters::toFloat);
    all.put("round", ValueFilters::round);
    all.put("filesizeformat", ValueFilters::fileSize);
  }

  private static Value orDefault(Value input, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("default", "default_value", "boolean");
    boolean missing =
        input instanceof Undefined || (bound.flag(1, false) && !Operators.isTrue(input));
    return missing ? bound.or(0, Text.EMPTY) : input;
  }

  /** Attributes and methods only, never items. */
  private static Value attribute(Value input, Arguments arguments, Rendering rendering) {
    Text name = arguments.bind("attr", "name").text(0);
    return input instanceof DictValue
        ? Access.attribute(DictValue.EMPTY, name.value())
        : Access.attribute(input, name.value());
  }

  private static Value abs(Value input, Arguments arguments, Rendering rendering) {
    Operators.requireDefined(input);
    if (!Numbers.isNumber(input)) {
      throw new Failure("bad operand type for abs(): '" + input.type() + "'");
    }
    return input instanceof Value.Real real
        ? new Value.Real(Math.abs(real.value()))
        : new Value.Int(Numbers.integer(input).abs());
  }

  private static Value toInt(Value input, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("int", "default", "base");
    Operators.requireDefined(input);
    Value otherwise = bound.or(0, Value.Int.of(0));
    return switch (input) {
      case Text text -> {
        BigInteger value = NumberText.parseInteger(text.value(), bound.integer(1, 10));
        Double real = value == null ? NumberText.parseReal(text.value()) : null;
        if (value == null && real != null && Double.isFinite(real)) {
          value = Numbers.truncated(real);
        }
        yield value == null ? otherwise : new Value.Int(value);
      }
      case Value.Real real when Double.isNaN(real.value()) -> otherwise;
      case Value.Real real -> new Value.Int(Numbers.truncated(real.value()));
      case Value.Int number -> number;
      case Value.Bool flag -> new Value.Int(Numbers.integer(flag));
      default -> otherwise;
    };
  }

  private static Value toFloat(Value input, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("float", "default");
    Operators.requireDefined(input);
    Value otherwise = bound.or(0, new Value.Real(0));
    if (input instanceof Text text) {
      Double value = NumberText.parseReal(text.value());
      return value == null ? otherwise : new Value.Real(value);
    }
    return Numbers.isNumber(input) ? new Value.Real(Numbers.real(input)) : otherwise;
  }

  private static Value round(Value input, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("round", "precision", "method");
    Operators.requireDefined(input);
    if (!Numbers.isNumber(input)) {
      throw new Failure("type " + input.type() + " cannot be rounded");
    }
    int precision = Math.clamp(bound.integer(0, 0), -400, 400);
    String method = bound.optional(1) == null ? "common" : bound.text(1).value();
    return switch (method) {
      case "common" -> rounded(input, precision);
      case "ceil" -> scaled(input, precision, true);
      case "floor" -> scaled(input, precision, false);
      default -> throw new Failure("round: method must be common, ceil or floor");
    };
  }

  private static Value rounded(Value input, int precision) {
    if (input instanceof Value.Real real) {
      if (!Double.isFinite(real.value()) || real.value() == 0) {
        return input;
      }
      BigDecimal result = new BigDecimal(real.value()).setScale(precision, RoundingMode.HALF_EVEN);
      return new Value.Real(Math.copySign(result.doubleValue(), real.value()));
    }
    BigDecimal whole = new BigDecimal(Numbers.integer(input));
    return new Value.Int(
        precision >= 0
            ? whole.toBigInteger()
            : whole.setScale(precision, RoundingMode.HALF_EVEN).toBigInteger());
  }

  private static Value scaled(Value input, int precision, boolean up) {
    Value factor = Numbers.power(Value.Int.of(10), Value.Int.of(precision));
    Value product = Numbers.multiply(input, factor);
    Value whole =
        product instanceof Value.Real real
            ? new Value.Int(
                Numbers.truncated(up ? Math.ceil(real.value()) : Math.floor(real.value())))
            : product;
    return Numbers.divide(whole, factor);
  }

  private static Value fileSize(Value input, Arguments arguments, Rendering rendering) {
    boolean binary = arguments.bind("filesizeformat", "binary").flag(0, false);
    Double bytes =
        input instanceof Text text
            ? NumberText.parseReal(text.value())
            : (Double) Numbers.real(input);
    if (bytes == null) {
      throw new Failure("filesizeformat needs a number");
    }
    double base = binary ? 1024 : 1000;
    if (bytes == 1) {
      return Text.trusted("1 Byte");
    }
    if (bytes < base) {
      return Text.trusted(Numbers.truncated(bytes) + " Bytes");
    }
    String prefixes = "kMGTPEZY";
    double unit = base;
    int prefix = 0;
    while (prefix < prefixes.length() - 1 && bytes >= unit * base) {
      unit *= base;
      prefix++;
    }
    String letter = prefixes.substring(prefix, prefix + 1);
    String suffix = binary ? (prefix == 0 ? "K" : letter) + "iB" : letter + "B";
    return Text.trusted(NumberText.fixed(bytes / unit, 1, false) + " " + suffix);
  }
}
