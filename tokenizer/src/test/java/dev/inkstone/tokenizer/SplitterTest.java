package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The hand-written splitters against the regular expressions they stand for. */
class SplitterTest {
  private static final String CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
  private static final String SPACES = "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String GPT2 =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
  private static final String BLOOM = " ?[^(\\s|.,!?…。，、।۔،)]+";
  private static final String WORD = "[\\p{IsAlphabetic}\\p{M}\\p{Nd}\\p{Pc}²³¹¼½¾]";
  private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";

  private static final String[] UNITS = {
    "a",
    "b",
    "Z",
    "Q",
    "ǅ",
    "ſ",
    "é",
    "ß",
    "中",
    "一",
    "ª",
    "ʰ",
    "\u0301",
    "\u0903",
    "1",
    "2",
    "½",
    "Ⅳ",
    "٣",
    " ",
    " ",
    "\t",
    "\n",
    "\r",
    "\u00A0",
    "\u0085",
    "\u3000",
    "\u200B",
    "\uFEFF",
    "'",
    "'s",
    "'S",
    "'ll",
    "'VE",
    "'ſ",
    "!",
    "/",
    "_",
    "$",
    "+",
    "~",
    "|",
    "^",
    "“",
    "。",
    "€",
    "\u0000",
    "😀",
    "(",
    "|",
    ".",
    ",",
    "…",
    "123",
    "4567",
    "IMGIMGAZ",
    "<sentinel:1>",
    "ㄱ",
    "ㄅ",
    "ไ",
    "가",
    "ｱ",
    "ひ",
    "カ",
    "𝐀",
    "ж",
    "12",
    "  ",
    "\r\n",
    "<",
    ">",
    "`"
  };

  @ParameterizedTest
  @EnumSource(PreTokenizerFamily.class)
  void splits_like_the_regular_expressions(PreTokenizerFamily family) {
    List<Pattern> patterns = new ArrayList<>();
    for (String regex : regexes(family)) {
      patterns.add(Pattern.compile(regex, Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNICODE_CASE));
    }
    Split split = new Split(family.splitters(), family.steps());
    for (int seed = 0; seed < 3000; seed++) {
      String text = randomText(seed);
      assertThat(pieces(split, text))
          .as("%s, seed %d", family, seed)
          .containsExactlyElementsOf(isolated(patterns, text));
    }
  }

  private static List<String> regexes(PreTokenizerFamily family) {
    return switch (family) {
      case GPT2 -> List.of(GPT2);
      case DEFAULT -> List.of("[\\p{IsP}$+<=>^~|]+", GPT2, "\\p{N}+", "[0-9][0-9][0-9]");
      case FALCON -> List.of("[\\p{IsP}$+<=>^~|`]+", GPT2, "[0-9][0-9][0-9]");
      case DIGITS_FIRST -> List.of("\\p{N}", GPT2);
      case LLAMA3, CL100K -> List.of(cl100k("{1,3}"));
      case QWEN2, SINGLE_DIGITS -> List.of(cl100k(""));
      case QWEN35 ->
          List.of(
              CONTRACTION
                  + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}|"
                  + " ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*"
                  + SPACES);
      case DEEPSEEK_LLM ->
          List.of(
              "[\\r\\n]",
              "\\s?" + members(DeepSeekSets.letters()) + "+",
              "\\s?[!-/:-~！-／：-～‘-‟\\u3000-。]+",
              "\\s+$",
              "[一-龥ࠀ-一가-\\uD7FF]+",
              "\\p{N}+");
      case DEEPSEEK_CODER ->
          List.of("[\\r\\n]", "\\s?\\p{L}+", "\\s?\\p{IsP}+", "[一-龥ࠀ-一가-\\uD7FF]+", "\\p{N}");
      case DEEPSEEK_V3 ->
          List.of(
              "\\p{N}{1,3}",
              "[一-龥\\u3040-\\u30FF]+",
              "[!-/:-@\\[-`{-~][A-Za-z]+|[^\\r\\n\\p{L}\\p{IsP}\\p{S}]?[\\p{L}\\p{M}]+"
                  + "| ?[\\p{IsP}\\p{S}]+[\\r\\n]*"
                  + SPACES);
      case O200K -> List.of(o200k(CONTRACTION + "?", "{1,3}"));
      case TEKKEN -> List.of(o200k("", ""));
      case BLOOM -> List.of(BLOOM);
      case VIKING -> List.of(BLOOM, "\\p{N}");
      case CHAMELEON ->
          List.of(
              "<sentinel:[0-9]+>",
              "IMGIMG[A-I]{1,4}Z",
              "[\\t\\n]| {4}| {2}",
              "\\p{N}",
              "[\\p{IsP}!-/:-@\\[-`{-~]",
              GPT2.substring(0, GPT2.lastIndexOf('|')));
      case EXAONE_MOE ->
          List.of(
              CONTRACTION
                  + "|[^\\r\\n\\p{L}\\p{N}]?(?:\\p{L}\\p{M}*(?: \\p{L}\\p{M}*)*)+|\\p{N}"
                  + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]?|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+");
      case SEED_CODER ->
          List.of(
              CONTRACTION
                  + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1}| ?[^\\s\\p{L}\\p{N}\\r\\n]+"
                  + SPACES);
      case KIMI_K2 ->
          List.of(
              "\\p{IsHan}+|"
                  + o200k(CONTRACTION + "?", "{1,3}")
                      .replace(UPPER, "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}&&\\P{IsHan}]")
                      .replace(LOWER, "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}&&\\P{IsHan}]")
                      .replace("[\\r\\n/]", "[\\r\\n]"));
      case YOUTU ->
          List.of(
              "[가-힣ㄱ-ㆎ]+|[！…“”‘’—：；，、-〿︰-﹏]+|[ㄅ-ㄯ]+|[一-龥\\u3040-ゟ゠-ヿ]+",
              o200k(CONTRACTION + "?", ""));
      case TINY_AYA ->
          List.of(
              "\\p{Nd}{1,3}(?=(?:\\p{Nd}{3})*(?!" + WORD + "))", o200k(CONTRACTION + "?", "{1,3}"));
      case SUPERBPE -> List.of("\\p{N}+", "(?=(\\p{Nd}{3})+(?!\\p{Nd}))");
      case AFMOE ->
          List.of(
              "\\p{N}{1,3}(?=(?:\\p{N}{3})*(?!\\p{N}))",
              "[一-鿿㐀-䶿\\uF900-\\uFAFF\\u3040-ヿ･-ﾟ⼀-\\u2FDFเ-\\u0EFFក-\\u17FFက-႟ꩠ-ꩿꧠ-\\uA9FF가-\\uD7AFᄀ-ᇿ]+",
              regexes(PreTokenizerFamily.DEEPSEEK_V3).get(2));
      case JAIS2 -> List.of(cl100k("{1,3}").replace("\\s+(?!\\S)|\\s+", powersOfTwo()));
    };
  }

  private static String powersOfTwo() {
    return "\\s{512}(?!\\S)|\\s{256}(?!\\S)|\\s{128}(?!\\S)|\\s{64}(?!\\S)|\\s{32}(?!\\S)"
        + "|\\s{16}(?!\\S)|\\s{8}(?!\\S)|\\s{4}(?!\\S)|\\s{1,2}(?!\\S)|\\s{1}";
  }

  private static String cl100k(String digits) {
    return CONTRACTION
        + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
        + digits
        + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
        + SPACES;
  }

  private static String o200k(String contraction, String digits) {
    String prefix = "[^\\r\\n\\p{L}\\p{N}]?";
    return prefix
        + UPPER
        + "*"
        + LOWER
        + "+"
        + contraction
        + "|"
        + prefix
        + UPPER
        + "+"
        + LOWER
        + "*"
        + contraction
        + "|\\p{N}"
        + digits
        + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*"
        + SPACES;
  }

  private static String members(CodePointSet set) {
    StringBuilder members = new StringBuilder("[");
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (set.contains(codePoint)) {
        members.appendCodePoint(codePoint);
      }
    }
    return members.append(']').toString();
  }

  private static String randomText(int seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(24);
    text.repeat(' ', random.nextInt(40) == 0 ? random.nextInt(1500) : 0);
    for (int i = 0; i < length; i++) {
      text.append(UNITS[random.nextInt(UNITS.length)]);
    }
    return text.toString();
  }

  private static List<String> pieces(Split split, String text) {
    if (split.steps().isEmpty()) {
      return pieces(split.splitters(), text);
    }
    List<AlignedText> pieces = text.isEmpty() ? List.of() : List.of(AlignedText.untracked(text));
    for (PieceStep step : split.steps()) {
      List<AlignedText> next = new ArrayList<>();
      pieces.forEach(piece -> step.apply(piece, 0, next::add));
      pieces = next;
    }
    return pieces.stream().map(AlignedText::text).toList();
  }

  /** A family either has splitters or steps. */
  private record Split(List<Splitter> splitters, List<PieceStep> steps) {}

  private static List<String> pieces(List<Splitter> splitters, String text) {
    byte[] bytes = Utf8.encode(text);
    PieceCursor cursor = new PieceCursor(splitters, bytes, bytes.length);
    List<String> pieces = new ArrayList<>();
    int from = 0;
    while (from < bytes.length) {
      int to = cursor.next(from);
      pieces.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
      from = to;
    }
    return pieces;
  }

  /** Each pattern splits the pieces of the one before; matches and gaps both stay. */
  private static List<String> isolated(List<Pattern> patterns, String text) {
    List<String> pieces = text.isEmpty() ? List.of() : List.of(text);
    for (Pattern pattern : patterns) {
      List<String> next = new ArrayList<>();
      for (String piece : pieces) {
        int end = 0;
        Matcher matcher = pattern.matcher(piece);
        while (matcher.find()) {
          addIfAny(next, piece.substring(end, matcher.start()));
          addIfAny(next, matcher.group());
          end = matcher.end();
        }
        addIfAny(next, piece.substring(end));
      }
      pieces = next;
    }
    return pieces;
  }

  private static void addIfAny(List<String> pieces, String piece) {
    if (!piece.isEmpty()) {
      pieces.add(piece);
    }
  }
}
