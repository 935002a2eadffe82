package dev.inkstone.chat.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/** Python's arithmetic on int, float and bool. */
final class Numbers {
  private static final BigInteger EXACT_IN_DOUBLE = BigInteger.ONE.shiftLeft(53);

  private Numbers() {}

  static boolean isNumber(Value value) {
    return value instanceof Value.Int || value instanceof Value.Bool || value instanceof Value.Real;
  }

  static boolean isInteger(Value value) {
    return value instanceof Value.Int || value instanceof Value.Bool;
  }

  /** The integer an int or bool is; fails on anything else. */
  static BigInteger integer(Value value) {
    return switch (value) {
      case Value.Int number -> number.value();
      case Value.Bool flag -> flag == Value.Bool.TRUE ? BigInteger.ONE : BigInteger.ZERO;
      case Undefined undefined -> throw undefined.failure();
      default ->
          throw new Failure("'" + value.type() + "' object cannot be interpreted as an integer");
    };
  }

  /** As {@link #integer}, pressed into the range of a Java int: enough for indexes and widths. */
  static int clampedInt(Value value) {
    BigInteger integer = integer(value);
    if (integer.bitLength() < 32) {
      return integer.intValue();
    }
    return integer.signum() < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
  }

  static double real(Value value) {
    return value instanceof Value.Real real ? real.value() : toDouble(integer(value));
  }

  private static double toDouble(BigInteger integer) {
    double result = integer.doubleValue();
    if (Double.isInfinite(result)) {
      throw new Failure("int too large to convert to float");
    }
    return result;
  }

  static Value add(Value left, Value right) {
    return bothIntegers(left, right)
        ? new Value.Int(integer(left).add(integer(right)))
        : new Value.Real(real(left) + real(right));
  }

  static Value subtract(Value left, Value right) {
    return bothIntegers(left, right)
        ? new Value.Int(integer(left).subtract(integer(right)))
        : new Value.Real(real(left) - real(right));
  }

  static Value multiply(Value left, Value right) {
    return bothIntegers(left, right)
        ? new Value.Int(integer(left).multiply(integer(right)))
        : new Value.Real(real(left) * real(right));
  }

  static Value divide(Value left, Value right) {
    requireNonZero(right);
    if (!bothIntegers(left, right) || (isSmall(left) && isSmall(right))) {
      return new Value.Real(real(left) / real(right));
    }
    BigDecimal quotient =
        new BigDecimal(integer(left)).divide(new BigDecimal(integer(right)), new MathContext(60));
    return new Value.Real(finite(quotient.doubleValue()));
  }

  private static boolean isSmall(Value value) {
    return integer(value).abs().compareTo(EXACT_IN_DOUBLE) <= 0;
  }

  static Value floorDivide(Value left, Value right) {
    requireNonZero(right);
    if (!bothIntegers(left, right)) {
      return new Value.Real(floorQuotient(real(left), real(right)));
    }
    BigInteger[] parts = integer(left).divideAndRemainder(integer(right));
    boolean below = parts[1].signum() != 0 && parts[1].signum() != integer(right).signum();
    return new Value.Int(below ? parts[0].subtract(BigInteger.ONE) : parts[0]);
  }

  static Value modulo(Value left, Value right) {
    requireNonZero(right);
    if (!bothIntegers(left, right)) {
      return new Value.Real(floorRemainder(real(left), real(right)));
    }
    BigInteger remainder = integer(left).remainder(integer(right));
    boolean below = remainder.signum() != 0 && remainder.signum() != integer(right).signum();
    return new Value.Int(below ? remainder.add(integer(right)) : remainder);
  }

  private static double floorRemainder(double left, double right) {
    double remainder = left % right;
    if (remainder == 0) {
      return Math.copySign(0.0, right);
    }
    return (right < 0) == (remainder < 0) ? remainder : remainder + right;
  }

  private static double floorQuotient(double left, double right) {
    double quotient = (left - floorRemainder(left, right)) / right;
    if (quotient == 0) {
      return Math.copySign(0.0, left / right);
    }
    double floor = Math.floor(quotient);
    return quotient - floor > 0.5 ? floor + 1 : floor;
  }

  static Value power(Value base, Value exponent) {
    if (bothIntegers(base, exponent) && integer(exponent).signum() >= 0) {
      return integerPower(integer(base), integer(exponent));
    }
    double left = real(base);
    double right = real(exponent);
    if (left == 0 && right < 0) {
      throw new Failure("0.0 cannot be raised to a negative power");
    }
    double result = Math.pow(left, right);
    if (Double.isNaN(result) && !Double.isNaN(left) && !Double.isNaN(right)) {
      throw new Failure("a negative number to a fractional power is not a real number");
    }
    return new Value.Real(
        Double.isInfinite(left) || Double.isInfinite(right) ? result : finite(result));
  }

  private static Value integerPower(BigInteger base, BigInteger exponent) {
    boolean unit = base.abs().bitLength() <= 1;
    if (unit) {
      boolean even = !exponent.testBit(0);
      return new Value.Int(exponent.signum() == 0 ? BigInteger.ONE : even ? base.abs() : base);
    }
    if (exponent.bitLength() > 20
        || base.bitLength() * exponent.longValue() > 2L * Value.Int.MAX_BITS) {
      throw new Failure("integer of more than " + Value.Int.MAX_BITS + " bits");
    }
    return new Value.Int(base.pow(exponent.intValue()));
  }

  static Value negate(Value value) {
    return value instanceof Value.Real real
        ? new Value.Real(-real.value())
        : new Value.Int(integer(value).negate());
  }

  /** Python's int(float): cuts off the fraction. */
  static BigInteger truncated(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new Failure("cannot convert float infinity or NaN to integer");
    }
    return new BigDecimal(value).toBigInteger();
  }

  /** Python's order of two numbers; null where one is not a number in the float sense. */
  static @Nullable Integer compare(Value left, Value right) {
    if (bothIntegers(left, right)) {
      return integer(left).compareTo(integer(right));
    }
    double a = left instanceof Value.Real real ? real.value() : 0;
    double b = right instanceof Value.Real real ? real.value() : 0;
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return null;
    }
    if (Double.isInfinite(a) || Double.isInfinite(b)) {
      return Double.compare(a, b);
    }
    return exact(left).compareTo(exact(right));
  }

  private static BigDecimal exact(Value value) {
    return value instanceof Value.Real real
        ? new BigDecimal(real.value())
        : new BigDecimal(integer(value));
  }

  private static boolean bothIntegers(Value left, Value right) {
    return isInteger(left) && isInteger(right);
  }

  private static void requireNonZero(Value divisor) {
    if (!Operators.isTrue(divisor)) {
      throw new Failure("division by zero");
    }
  }

  private static double finite(double value) {
    if (Double.isInfinite(value)) {
      throw new Failure("result too large for a float");
    }
    return value;
  }
}
