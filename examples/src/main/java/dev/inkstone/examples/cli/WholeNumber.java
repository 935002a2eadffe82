package dev.inkstone.examples.cli;

import java.math.BigInteger;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a whole number from the command line and says what is wrong with it in words for people.
 *
 * @param least the least that the option's type holds
 * @param most the greatest
 * @param narrowed makes the option's type of it
 */
record WholeNumber<T>(long least, long most, Function<BigInteger, T> narrowed)
    implements ITypeConverter<T> {

  /** Makes all options of {@code line} and its commands read whole numbers like this. */
  static void register(CommandLine line) {
    WholeNumber<Integer> ints =
        new WholeNumber<>(Integer.MIN_VALUE, Integer.MAX_VALUE, BigInteger::intValueExact);
    WholeNumber<Long> longs =
        new WholeNumber<>(Long.MIN_VALUE, Long.MAX_VALUE, BigInteger::longValueExact);
    line.registerConverter(Integer.class, ints);
    line.registerConverter(int.class, ints);
    line.registerConverter(Long.class, longs);
    line.registerConverter(long.class, longs);
  }

  @Override
  public T convert(String text) {
    BigInteger number = number(text);
    boolean fits =
        number.compareTo(BigInteger.valueOf(least)) >= 0
            && number.compareTo(BigInteger.valueOf(most)) <= 0;
    if (!fits) {
      throw new TypeConversionException(
          "'%s' is out of range, expected %d to %d".formatted(text, least, most));
    }
    return narrowed.apply(number);
  }

  private static BigInteger number(String text) {
    try {
      return new BigInteger(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'%s' is not a whole number".formatted(text));
    }
  }
}
