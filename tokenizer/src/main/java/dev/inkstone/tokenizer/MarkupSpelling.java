package dev.inkstone.tokenizer;

import java.util.Set;

/**
 * Recognises by their spelling the tokens that mark up a prompt, for files that store them as
 * ordinary added tokens: a user who writes {@code <|im_start|>} must not open a turn.
 *
 * <p>Markup is whatever stands between {@code <|} and {@code |>}, or their full-width forms,
 * without white space, and a short list of spellings with other brackets. Such a token keeps its
 * type, so decoding still shows it where the file says that it is text; but it is read from text
 * only where {@link EncodeOptions.SpecialText} allows.
 */
final class MarkupSpelling {
  private static final Set<String> OTHERS =
      Set.of(
          "<s>",
          "</s>",
          "<bos>",
          "<eos>",
          "<start_of_turn>",
          "<end_of_turn>",
          "[INST]",
          "[/INST]",
          "[SYSTEM_PROMPT]",
          "[/SYSTEM_PROMPT]",
          "[AVAILABLE_TOOLS]",
          "[/AVAILABLE_TOOLS]",
          "[TOOL_CALLS]",
          "[TOOL_RESULTS]",
          "[/TOOL_RESULTS]",
          "<<SYS>>",
          "<</SYS>>");

  /** What the spellings of {@link #OTHERS}, {@link EndTokens} and the brackets start with. */
  private static final String FIRST_CHARACTERS = "<[_";

  private MarkupSpelling() {}

  /** Whether a token of this spelling is markup, whatever its file says. */
  static boolean matches(String spelling) {
    // Loading asks this of every token and merge; nearly all of them end here.
    if (spelling.isEmpty() || FIRST_CHARACTERS.indexOf(spelling.charAt(0)) < 0) {
      return false;
    }
    return isBetween(spelling, "<|", "|>")
        || isBetween(spelling, "<\uFF5C", "\uFF5C>")
        || OTHERS.contains(spelling)
        || EndTokens.isAlwaysControl(spelling);
  }

  private static boolean isBetween(String spelling, String open, String close) {
    return spelling.length() > open.length() + close.length()
        && spelling.startsWith(open)
        && spelling.endsWith(close)
        && spelling.chars().noneMatch(Character::isWhitespace);
  }
}
