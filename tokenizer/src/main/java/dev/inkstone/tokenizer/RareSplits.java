package dev.inkstone.tokenizer;

import java.util.List;
import java.util.stream.Stream;

/**
 * The pre-tokenizers of models that few people use, as steps over text: their regular expressions
 * run as they are, see {@link BoundedRegex}, which takes more time than a splitter of their own.
 */
final class RareSplits {
  private static final String CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
  private static final String PREFIX = "[^\\r\\n\\p{L}\\p{N}]?";
  private static final String SPACES = "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  /** The class has a parenthesis and a bar for members, as the original does. */
  private static final String BLOOM = " ?[^(\\s|.,!?…。，、।۔،)]+";

  private static final String SEED_CODER =
      CONTRACTION + "|" + PREFIX + "\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}\\r\\n]+" + SPACES;

  /**
   * Words stay together over single spaces. The original says {@code (?:\p{L}\p{M}*(?:
   * \p{L}\p{M}*)*)+}, which is the same and recurses.
   */
  private static final String EXAONE_MOE =
      CONTRACTION
          + "|"
          + PREFIX
          + "\\p{L}\\p{M}*+(?: ?\\p{L}\\p{M}*+)*+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]?"
          + "|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+";

  private static final String UPPERS = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}&&[^\\p{Han}]]";
  private static final String LOWERS = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}&&[^\\p{Han}]]";
  private static final String KIMI_K2 =
      "\\p{Han}+|"
          + (PREFIX + UPPERS + "*" + LOWERS + "+" + CONTRACTION + "?|")
          + (PREFIX + UPPERS + "+" + LOWERS + "*" + CONTRACTION + "?")
          + "|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
          + SPACES;

  private static final String[] CHAMELEON = {
    "<sentinel:[0-9]+>",
    "(IMGIMG)((A|B|C|D|E|F|G|H|I){1,4})Z",
    "([\\t\\n]|    |  )",
    "\\p{N}",
    "[\\p{P}!-/:-@\\[-`{-~]",
    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)"
  };

  private static final String YOUTU = "[가-힣ㄱ-ㆎ]+|[！…“”‘’—：；，、-〿︰-﹏]+|[ㄅ-ㄯ]+|[一-龥\\u3040-ゟ゠-ヿ]+";

  private RareSplits() {}

  /** BLOOM, Poro and the Finnish GPT-3. */
  static List<PieceStep> bloom() {
    return patterns(BLOOM);
  }

  /** Viking. */
  static List<PieceStep> viking() {
    return patterns(BLOOM, "\\p{N}");
  }

  /** Seed-Coder. */
  static List<PieceStep> seedCoder() {
    return patterns(SEED_CODER);
  }

  /** EXAONE's mixture of experts. */
  static List<PieceStep> exaoneMoe() {
    return patterns(EXAONE_MOE);
  }

  /** Kimi K2. */
  static List<PieceStep> kimiK2() {
    return patterns(KIMI_K2);
  }

  /** Chameleon, its spellings of images included. */
  static List<PieceStep> chameleon() {
    return patterns(CHAMELEON);
  }

  /** Youtu: East Asian scripts apart, then the pattern of o200k with single numbers. */
  static List<PieceStep> youtu() {
    return List.of(pattern(YOUTU), PieceStep.of(new O200kSplitter(1, true), false));
  }

  /** Tiny Aya. */
  static List<PieceStep> tinyAya() {
    return List.of(
        isolated(DigitGroups.DIGITS_OF_WORDS), PieceStep.of(new O200kSplitter(3, true), false));
  }

  /** SuperBPE, whose tokens reach over words. */
  static List<PieceStep> superBpe() {
    return List.of(isolated(DigitGroups.IN_NUMBERS));
  }

  /** Arcee's mixture of experts: scripts without spaces apart. */
  static List<PieceStep> afmoe() {
    CodePointSet scripts =
        CodePointSet.parse(
            """
            4E00-9FFF 3400-4DBF F900-FAFF 3040-309F 30A0-30FF FF65-FF9F 2F00-2FDF 0E40-0E7F 0E80-0EFF
            1780-17FF 1000-109F AA60-AA7F A9E0-A9FF AC00-D7AF 1100-11FF
            """);
    return List.of(
        isolated(DigitGroups.NUMBERS),
        PieceStep.of(new RunSplitter(scripts, Integer.MAX_VALUE), false),
        PieceStep.of(new DeepSeekSplitter(), false));
  }

  /** Jais 2: the pattern of Llama 3, its white space in powers of two up to 512. */
  static List<PieceStep> jais2() {
    return List.of(
        PieceStep.of(new Cl100kSplitter(CharClass.LETTER, 3), false),
        isolated(RareSplits::spaceGroups));
  }

  /** White space without a line end behind it, in parts of 512, 256 and so on. */
  private static Matches spaceGroups(String piece) {
    Matches matches = new Matches();
    boolean spaces = piece.codePoints().allMatch(RareSplits::isSpace);
    char last = piece.charAt(piece.length() - 1);
    int at = 0;
    while (spaces && last != '\n' && last != '\r' && at < piece.length()) {
      // All white space is in the basic plane.
      int group = Math.min(512, Integer.highestOneBit(piece.length() - at));
      matches.add(at, at + group);
      at += group;
    }
    matches.finish(piece.length());
    return matches;
  }

  private static boolean isSpace(int codePoint) {
    return (CharClass.of(codePoint) & CharClass.SPACE) != 0;
  }

  private static List<PieceStep> patterns(String... patterns) {
    return Stream.of(patterns).map(RareSplits::pattern).toList();
  }

  private static PieceStep pattern(String pattern) {
    return isolated(new BoundedRegex(pattern));
  }

  private static PieceStep isolated(PatternFinder finder) {
    return PieceStep.split(finder, SplitBehavior.ISOLATED, false);
  }
}
