package dev.inkstone.tokenizer;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The regular expressions of published tokenizers, each with the splitter that stands for it.
 *
 * <p>A pattern that is not among them is run as it is, see {@link BoundedRegex}, which takes more
 * time.
 */
final class SplitPatterns {
  private static final String GPT2_REST =
      "| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
  private static final String GPT2 = "'s|'t|'re|'ve|'m|'ll|'d" + GPT2_REST;
  private static final String GPT2_SHORTER = "'(?:[sdmt]|ll|ve|re)" + GPT2_REST;

  private static final String ANY_CASE_CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
  private static final String SPACES = "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String PREFIX = "[^\\r\\n\\p{L}\\p{N}]?";
  private static final String CL100K_WORD = ANY_CASE_CONTRACTION + "|" + PREFIX + "\\p{L}+|";
  private static final String CL100K_REST = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*" + SPACES;
  private static final String CL100K = CL100K_WORD + "\\p{N}{1,3}" + CL100K_REST;

  /** The pattern of Qwen 2, 2.5 and 3. */
  static final String QWEN2 = CL100K_WORD + "\\p{N}" + CL100K_REST;

  private static final String QWEN_WITH_MARKS =
      ANY_CASE_CONTRACTION
          + "|"
          + PREFIX
          + "[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*"
          + SPACES;

  private static final String UPPERS = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String LOWERS = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String LOWER_WORD = PREFIX + UPPERS + "*" + LOWERS + "+";
  private static final String UPPER_WORD = PREFIX + UPPERS + "+" + LOWERS + "*";
  private static final String O200K_REST = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*" + SPACES;
  private static final String O200K =
      LOWER_WORD
          + ANY_CASE_CONTRACTION
          + "?|"
          + UPPER_WORD
          + ANY_CASE_CONTRACTION
          + "?|\\p{N}{1,3}"
          + O200K_REST;
  private static final String TEKKEN = LOWER_WORD + "|" + UPPER_WORD + "|\\p{N}" + O200K_REST;

  private static final String DEEPSEEK_V3 =
      "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
          + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+"
          + "|\\s+(?!\\S)|\\s+";

  private SplitPatterns() {}

  /** The splitter for a pattern. */
  static Optional<Splitter> find(String pattern) {
    // Files write line ends in a class as themselves or as escapes.
    String escaped = pattern.replace("\r", "\\r").replace("\n", "\\n");
    return Optional.ofNullable(known(escaped));
  }

  /** Whether the matches of a known pattern are all of a text. */
  static boolean leavesNoGaps(String pattern) {
    return find(pattern)
        .filter(
            splitter ->
                splitter instanceof Gpt2Splitter
                    || splitter instanceof Cl100kSplitter
                    || splitter instanceof O200kSplitter)
        .isPresent();
  }

  private static @Nullable Splitter known(String pattern) {
    return switch (pattern) {
      case GPT2, GPT2_SHORTER -> new Gpt2Splitter();
      case CL100K -> new Cl100kSplitter(CharClass.LETTER, 3);
      case QWEN2 -> new Cl100kSplitter(CharClass.LETTER, 1);
      case QWEN_WITH_MARKS -> new Cl100kSplitter(CharClass.LETTER | CharClass.MARK, 1);
      case O200K -> new O200kSplitter(3, true);
      case TEKKEN -> new O200kSplitter(1, false);
      case DEEPSEEK_V3 -> new DeepSeekSplitter();
      case "\\p{N}" -> numbers(1);
      case "\\p{N}{1,3}" -> numbers(3);
      case "\\p{N}+" -> numbers(Integer.MAX_VALUE);
      case "[0-9][0-9][0-9]" -> new DigitTripleSplitter();
      case "[\\r\\n]" -> new RunSplitter(CodePointSet.of("\r\n"), 1);
      case "\\s?\\p{L}+" -> spaced(CharClass.LETTER);
      case "\\s?\\p{P}+" -> spaced(CharClass.PUNCTUATION);
      case "\\s+$" -> new LineEndSpaceSplitter();
      case "[\u4E00-\u9FA5\u3040-\u309F\u30A0-\u30FF]+" ->
          new RunSplitter(DeepSeekSets.chineseAndKana(), Integer.MAX_VALUE);
      case "[\u4E00-\u9FA5\u0800-\u4E00\uAC00-\uD7FF]+" ->
          new RunSplitter(DeepSeekSets.eastAsian(), Integer.MAX_VALUE);
      default -> null;
    };
  }

  private static Splitter numbers(int most) {
    return new RunSplitter(CodePointSet.classes(CharClass.NUMBER), most);
  }

  private static Splitter spaced(int mask) {
    return new SpacedRunSplitter(CodePointSet.classes(mask));
  }
}
