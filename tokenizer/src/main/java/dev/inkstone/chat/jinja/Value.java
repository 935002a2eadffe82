package dev.inkstone.chat.jinja;

import java.math.BigInteger;

/** A value of the template language, immutable except for namespaces, generators and loops. */
public sealed interface Value
    permits Callable,
        DictValue,
        DictView,
        Generator,
        ListValue,
        Namespace,
        RangeValue,
        Text,
        Undefined,
        Value.Bool,
        Value.Int,
        Value.None,
        Value.Real {

  /** Python's name of the type, for error messages. */
  String type();

  /** How much there is to walk in this value: nodes and characters; what budgets charge for. */
  default long weight() {
    return 1;
  }

  /** Levels of nesting below this value; bounded when collections are made. */
  default int depth() {
    return 0;
  }

  /** Python's int: any size up to {@link #MAX_BITS}. */
  record Int(BigInteger value) implements Value {
    /** Beyond this an integer is refused: about as many digits as Python agrees to print. */
    static final int MAX_BITS = 14_000;

    public Int {
      if (value.bitLength() > MAX_BITS) {
        throw new Failure("integer of more than " + MAX_BITS + " bits");
      }
    }

    static Int of(long value) {
      return new Int(BigInteger.valueOf(value));
    }

    @Override
    public String type() {
      return "int";
    }
  }

  /** Python's float. */
  record Real(double value) implements Value {
    @Override
    public String type() {
      return "float";
    }
  }

  /** Python's bool, which is also the integer 0 or 1. */
  enum Bool implements Value {
    FALSE,
    TRUE;

    static Bool of(boolean value) {
      return value ? TRUE : FALSE;
    }

    @Override
    public String type() {
      return "bool";
    }
  }

  /** Python's None. */
  enum None implements Value {
    NONE;

    @Override
    public String type() {
      return "NoneType";
    }
  }
}
