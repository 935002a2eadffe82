package dev.inkstone.chat.jinja;

/** Python's truth and binary operators. */
final class Operators {
  private Operators() {}

  static boolean isTrue(Value value) {
    return switch (value) {
      case Text text -> !text.value().isEmpty();
      case Value.Bool flag -> flag == Value.Bool.TRUE;
      case Value.Int number -> number.value().signum() != 0;
      case Value.Real real -> real.value() != 0;
      case Value.None none -> false;
      case Undefined undefined -> false;
      case ListValue list -> !list.items().isEmpty();
      case DictValue dict -> dict.size() > 0;
      case DictView view -> view.dict().size() > 0;
      case RangeValue range -> range.size() > 0;
      default -> true;
    };
  }

  static Value apply(Expr.Operator operator, Value left, Value right) {
    requireDefined(left);
    requireTextFormat(operator, left, right);
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return arithmetic(operator, left, right);
    }
    if (operator == Expr.Operator.MODULO && left instanceof Text format) {
      return PercentFormat.format(format, right);
    }
    return switch (operator) {
      case ADD -> add(left, right);
      case MULTIPLY -> multiply(left, right);
      default -> throw unsupported(operator, left, right);
    };
  }

  private static void requireTextFormat(Expr.Operator operator, Value left, Value right) {
    // A string formats an undefined value as nothing; every other operator refuses it.
    if (operator != Expr.Operator.MODULO || !(left instanceof Text)) {
      requireDefined(right);
    }
  }

  private static Value arithmetic(Expr.Operator operator, Value left, Value right) {
    return switch (operator) {
      case ADD -> Numbers.add(left, right);
      case SUBTRACT -> Numbers.subtract(left, right);
      case MULTIPLY -> Numbers.multiply(left, right);
      case DIVIDE -> Numbers.divide(left, right);
      case FLOOR_DIVIDE -> Numbers.floorDivide(left, right);
      case MODULO -> Numbers.modulo(left, right);
      case POWER -> Numbers.power(left, right);
    };
  }

  static Value add(Value left, Value right) {
    if (left instanceof Text a && right instanceof Text b) {
      return addTexts(a, b);
    }
    if (left instanceof ListValue a && right instanceof ListValue b && a.isTuple() == b.isTuple()) {
      return Sequences.concat(a, b);
    }
    if (left instanceof Text || left instanceof ListValue) {
      throw new Failure(
          "can only concatenate %s (not \"%s\") to %s"
              .formatted(left.type(), right.type(), left.type()));
    }
    throw unsupported(Expr.Operator.ADD, left, right);
  }

  /** Markup escapes the plain string it meets, on either side. */
  private static Text addTexts(Text left, Text right) {
    if (!left.isMarkup() && !right.isMarkup()) {
      return left.concat(right);
    }
    return Html.escape(left).concat(Html.escape(right)).withMarkup(true);
  }

  private static Value multiply(Value left, Value right) {
    Value sequence = Numbers.isInteger(left) ? right : left;
    Value times = Numbers.isInteger(left) ? left : right;
    if (!Numbers.isInteger(times)) {
      throw unsupported(Expr.Operator.MULTIPLY, left, right);
    }
    if (Numbers.integer(times).bitLength() > 63) {
      throw new Failure("a repetition count beyond 64 bits");
    }
    return switch (sequence) {
      case Text text -> text.repeat(Numbers.clampedInt(times));
      case ListValue list -> Sequences.repeat(list, Numbers.clampedInt(times));
      default -> throw unsupported(Expr.Operator.MULTIPLY, left, right);
    };
  }

  static Value negate(Value value) {
    requireDefined(value);
    if (!Numbers.isNumber(value)) {
      throw new Failure("bad operand type for unary -: '" + value.type() + "'");
    }
    return Numbers.negate(value);
  }

  static Value plus(Value value) {
    requireDefined(value);
    if (!Numbers.isNumber(value)) {
      throw new Failure("bad operand type for unary +: '" + value.type() + "'");
    }
    return value instanceof Value.Bool ? new Value.Int(Numbers.integer(value)) : value;
  }

  static void requireDefined(Value value) {
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
  }

  private static Failure unsupported(Expr.Operator operator, Value left, Value right) {
    return new Failure(
        "unsupported operand type(s) for %s: '%s' and '%s'"
            .formatted(operator.symbol(), left.type(), right.type()));
  }
}
