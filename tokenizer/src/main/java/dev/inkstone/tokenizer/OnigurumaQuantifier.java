package dev.inkstone.tokenizer;

import dev.inkstone.error.UnsupportedModelException;

/** Translates one quantifier. */
final class OnigurumaQuantifier {
  private OnigurumaQuantifier() {}

  /**
   * Reads a quantifier; nothing where none comes.
   *
   * @param bounded whether only those with a bound are supported here
   */
  static String read(OnigurumaReader in, boolean bounded) {
    for (String sign : new String[] {"*", "+", "?"}) {
      if (in.skip(sign)) {
        requireBound(bounded, sign.equals("?"), sign);
        return in.skip("?") ? sign + "?" : in.skip("+") ? sign + "+" : sign;
      }
    }
    return in.sees("{") ? interval(in, bounded) : "";
  }

  /** java.util.regex takes some without a bound in a look-behind, and then finds too little. */
  private static void requireBound(boolean required, boolean bounded, String quantifier) {
    if (required && !bounded) {
      throw new UnsupportedModelException(quantifier + " in a look-behind is not supported");
    }
  }

  /** An interval, or nothing where the brace stands for itself. */
  private static String interval(OnigurumaReader in, boolean bounded) {
    int before = in.position();
    in.skip("{");
    int least = in.number(10, 6);
    boolean range = in.skip(",");
    int most = range ? in.number(10, 6) : least;
    if (!in.skip("}") || (least < 0 && most < 0)) {
      in.reset(before);
      return "";
    }
    if (least > most && most >= 0) {
      throw new UnsupportedModelException("{%d,%d} is not supported".formatted(least, most));
    }
    requireBound(bounded, most >= 0, "{%d,}".formatted(least));
    String text = "{%d,%s}".formatted(Math.max(0, least), most < 0 ? "" : String.valueOf(most));
    return range && in.skip("?") ? text + "?" : text;
  }
}
