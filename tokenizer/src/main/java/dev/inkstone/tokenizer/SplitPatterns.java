package dev.inkstone.tokenizer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The regular expressions of published tokenizers, each with the splitter that stands for it.
 *
 * <p>A pattern that is not among them is run as it is, see {@link BoundedRegex}, which takes more
 * time.
 */
final class SplitPatterns {
  private static final String ANY_CASE_CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
  private static final String SPACES = "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String PREFIX = "[^\\r\\n\\p{L}\\p{N}]?";
  private static final String UPPERS = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String LOWERS = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String GPT2_REST =
      "| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
  private static final String DEEPSEEK_V3 =
      "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
          + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+"
          + "|\\s+(?!\\S)|\\s+";

  /** The pattern of Qwen 2, 2.5 and 3. */
  static final String QWEN2 = cl100k("\\p{L}", "\\p{N}");

  private static final Map<String, Supplier<Splitter>> KNOWN = known();

  private SplitPatterns() {}

  /** The splitter for a pattern. */
  static Optional<Splitter> find(String pattern) {
    // Files write line ends in a class as themselves or as escapes.
    String escaped = pattern.replace("\r", "\\r").replace("\n", "\\n");
    return Optional.ofNullable(KNOWN.get(escaped)).map(Supplier::get);
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

  private static Map<String, Supplier<Splitter>> known() {
    Map<String, Supplier<Splitter>> known = new LinkedHashMap<>();
    known.put("'s|'t|'re|'ve|'m|'ll|'d" + GPT2_REST, Gpt2Splitter::new);
    known.put("'(?:[sdmt]|ll|ve|re)" + GPT2_REST, Gpt2Splitter::new);
    known.put(cl100k("\\p{L}", "\\p{N}{1,3}"), () -> new Cl100kSplitter(CharClass.LETTER, 3));
    known.put(QWEN2, () -> new Cl100kSplitter(CharClass.LETTER, 1));
    known.put(
        ANY_CASE_CONTRACTION
            + "|"
            + PREFIX
            + "[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*"
            + SPACES,
        () -> new Cl100kSplitter(CharClass.LETTER | CharClass.MARK, 1));
    known.put(o200k(ANY_CASE_CONTRACTION + "?", "\\p{N}{1,3}"), () -> new O200kSplitter(3, true));
    known.put(o200k("", "\\p{N}"), () -> new O200kSplitter(1, false));
    known.put(DEEPSEEK_V3, DeepSeekSplitter::new);
    known.put("\\p{N}", () -> numbers(1));
    known.put("\\p{N}{1,3}", () -> numbers(3));
    known.put("\\p{N}+", () -> numbers(Integer.MAX_VALUE));
    known.put("[0-9][0-9][0-9]", DigitTripleSplitter::new);
    known.put("[\\r\\n]", () -> new RunSplitter(CodePointSet.of("\r\n"), 1));
    known.put("\\s?\\p{L}+", () -> spaced(CharClass.LETTER));
    known.put("\\s?\\p{P}+", () -> spaced(CharClass.PUNCTUATION));
    known.put("\\s+$", LineEndSpaceSplitter::new);
    known.put(
        "[\u4E00-\u9FA5\u3040-\u309F\u30A0-\u30FF]+",
        () -> new RunSplitter(DeepSeekSets.chineseAndKana(), Integer.MAX_VALUE));
    known.put(
        "[\u4E00-\u9FA5\u0800-\u4E00\uAC00-\uD7FF]+",
        () -> new RunSplitter(DeepSeekSets.eastAsian(), Integer.MAX_VALUE));
    return known;
  }

  private static String cl100k(String word, String numbers) {
    return ANY_CASE_CONTRACTION
        + "|"
        + PREFIX
        + word
        + "+|"
        + numbers
        + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
        + SPACES;
  }

  private static String o200k(String contraction, String numbers) {
    return PREFIX
        + UPPERS
        + "*"
        + LOWERS
        + "+"
        + contraction
        + "|"
        + PREFIX
        + UPPERS
        + "+"
        + LOWERS
        + "*"
        + contraction
        + "|"
        + numbers
        + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*"
        + SPACES;
  }

  private static Splitter numbers(int most) {
    return new RunSplitter(CodePointSet.classes(CharClass.NUMBER), most);
  }

  private static Splitter spaced(int mask) {
    return new SpacedRunSplitter(CodePointSet.classes(mask));
  }
}
