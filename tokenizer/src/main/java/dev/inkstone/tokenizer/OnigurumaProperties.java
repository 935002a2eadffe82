package dev.inkstone.tokenizer;

import dev.inkstone.error.UnsupportedModelException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The character classes that Oniguruma knows by name, each as the inside of a bracket of
 * java.util.regex.
 *
 * <p>Names are compared without case, spaces, hyphens and underscores. Where the two disagree about
 * a class, Oniguruma's rule for Unicode is spelled out, so that no flag of java.util.regex matters.
 */
final class OnigurumaProperties {
  /** {@code \w}: no joiners, other than in java.util.regex. */
  static final String WORD = "\\p{IsAlphabetic}\\p{M}\\p{Nd}\\p{Pc}";

  /** {@code \w} outside of brackets, where six of the numbers in Latin-1 belong to it. */
  static final String WORD_ALONE = WORD + "\\x{B2}\\x{B3}\\x{B9}\\x{BC}-\\x{BE}";

  /** {@code \s}. */
  static final String SPACE = "\\p{IsWhite_Space}";

  /** {@code \d}. */
  static final String DIGIT = "\\p{Nd}";

  /** {@code \h}. */
  static final String HEX_DIGIT = "0-9A-Fa-f";

  private static final String NEITHER_SPACE_NOR_CODE =
      "\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Cf}\\p{Co}";

  private static final Map<String, String> POSIX =
      Map.ofEntries(
          Map.entry("alnum", "\\p{IsAlphabetic}\\p{Nd}"),
          Map.entry("alpha", "\\p{IsAlphabetic}"),
          Map.entry("ascii", "\\x{0}-\\x{7F}"),
          Map.entry("blank", "\\p{Zs}\\t"),
          Map.entry("cntrl", "\\p{Cc}"),
          Map.entry("digit", DIGIT),
          Map.entry("graph", NEITHER_SPACE_NOR_CODE),
          Map.entry("lower", "\\p{IsLowercase}"),
          Map.entry("print", NEITHER_SPACE_NOR_CODE + "\\p{Zs}"),
          Map.entry("punct", "\\p{P}\\p{S}"),
          Map.entry("space", SPACE),
          Map.entry("upper", "\\p{IsUppercase}"),
          Map.entry("xdigit", HEX_DIGIT),
          Map.entry("word", WORD));

  private static final String[] CATEGORIES = {
    "L", "Letter",
    "LC", "Cased_Letter",
    "Lu", "Uppercase_Letter",
    "Ll", "Lowercase_Letter",
    "Lt", "Titlecase_Letter",
    "Lm", "Modifier_Letter",
    "Lo", "Other_Letter",
    "M", "Mark",
    "Mn", "Nonspacing_Mark",
    "Mc", "Spacing_Mark",
    "Me", "Enclosing_Mark",
    "N", "Number",
    "Nd", "Decimal_Number",
    "Nl", "Letter_Number",
    "No", "Other_Number",
    "P", "Punctuation",
    "Pc", "Connector_Punctuation",
    "Pd", "Dash_Punctuation",
    "Ps", "Open_Punctuation",
    "Pe", "Close_Punctuation",
    "Pi", "Initial_Punctuation",
    "Pf", "Final_Punctuation",
    "Po", "Other_Punctuation",
    "S", "Symbol",
    "Sm", "Math_Symbol",
    "Sc", "Currency_Symbol",
    "Sk", "Modifier_Symbol",
    "So", "Other_Symbol",
    "Z", "Separator",
    "Zs", "Space_Separator",
    "Zl", "Line_Separator",
    "Zp", "Paragraph_Separator",
    "C", "Other",
    "Cc", "Control",
    "Cf", "Format",
    "Co", "Private_Use",
    "Cn", "Unassigned"
  };

  private static final String[] BINARY = {
    "Alphabetic",
    "Uppercase",
    "Lowercase",
    "White_Space",
    "Ideographic",
    "Join_Control",
    "Hex_Digit",
    "Noncharacter_Code_Point",
    "Emoji",
    "Emoji_Presentation",
    "Emoji_Modifier",
    "Emoji_Modifier_Base",
    "Emoji_Component",
    "Extended_Pictographic"
  };

  private static final Map<String, String> KNOWN = known();

  private OnigurumaProperties() {}

  /**
   * The inside of the class {@code [:name:]}.
   *
   * @throws UnsupportedModelException if there is none of this name
   */
  static String posix(String name) {
    String inside = POSIX.get(name);
    if (inside == null) {
      throw new UnsupportedModelException("the class [:%s:] is not known".formatted(name));
    }
    return inside;
  }

  /**
   * The inside of the class {@code \p{name}}.
   *
   * @throws UnsupportedModelException if there is none of this name
   */
  static String named(String name) {
    String plain = plain(name);
    String inside = KNOWN.getOrDefault(plain, scriptOrBlock(plain));
    if (inside.isEmpty()) {
      throw new UnsupportedModelException("the property \\p{%s} is not known".formatted(name));
    }
    return inside;
  }

  /** A script by its code of four letters, or a block, which has "in" in front of its name. */
  private static String scriptOrBlock(String plain) {
    try {
      if (plain.length() == 4) {
        return "\\p{script=%s}".formatted(Character.UnicodeScript.forName(plain).name());
      }
      return plain.startsWith("in")
          ? "\\p{block=%s}".formatted(Character.UnicodeBlock.forName(plain.substring(2)))
          : "";
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static Map<String, String> known() {
    Map<String, String> known = new HashMap<>();
    for (Character.UnicodeScript script : Character.UnicodeScript.values()) {
      known.put(plain(script.name()), "\\p{script=%s}".formatted(script.name()));
    }
    for (int i = 0; i < CATEGORIES.length; i += 2) {
      known.put(plain(CATEGORIES[i]), "\\p{%s}".formatted(CATEGORIES[i]));
      known.put(plain(CATEGORIES[i + 1]), "\\p{%s}".formatted(CATEGORIES[i]));
    }
    for (String property : BINARY) {
      known.put(plain(property), "\\p{Is%s}".formatted(property));
    }
    known.put("any", "\\x{0}-\\x{10FFFF}");
    known.put("assigned", "\\P{Cn}");
    known.put("regionalindicator", "\\x{1F1E6}-\\x{1F1FF}");
    known.put(
        "variationselector",
        "\\x{180B}-\\x{180D}\\x{180F}\\x{FE00}-\\x{FE0F}\\x{E0100}-\\x{E01EF}");
    known.put("asciihexdigit", HEX_DIGIT);
    known.putAll(POSIX);
    known.put("punct", "\\p{P}");
    return Map.copyOf(known);
  }

  private static String plain(String name) {
    return name.replaceAll("[ _-]", "").toLowerCase(Locale.ROOT);
  }
}
