package dev.inkstone.bench;

import dev.inkstone.tokenizer.EncodeOptions;
import dev.inkstone.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Encodes texts that have no place to cut them, and says how much longer each takes than English of
 * the same size, and how the time grows when the text doubles. Exit code 1 if either is over its
 * limit.
 */
public final class TokenizerWorstCase {
  private static final String USAGE =
      "TokenizerWorstCase --tokenizers FILE,FILE [--bytes N] [--runs N] [--limit-times N]"
          + " [--limit-growth-percent N]";

  private static final Set<String> OPTIONS =
      Set.of("--tokenizers", "--bytes", "--runs", "--limit-times", "--limit-growth-percent");

  private static final long SEED = 1;

  private final Tokenizer tokenizer;
  private final int runs;

  private TokenizerWorstCase(Tokenizer tokenizer, int runs) {
    this.tokenizer = tokenizer;
    this.runs = runs;
  }

  /** Measures as the options say; see {@code docs/benchmarks.md}. */
  public static void main(String[] args) throws Exception {
    Program.run(USAGE, OPTIONS, args, TokenizerWorstCase::run);
  }

  private static int run(Arguments arguments) throws IOException {
    int bytes = arguments.number("--bytes", 1_000_000, 1000);
    double times = arguments.number("--limit-times", 10, 1);
    double growth = arguments.number("--limit-growth-percent", 250, 1) / 100.0;
    boolean within = true;
    for (String name : List.of(arguments.required("--tokenizers").split(","))) {
      Tokenizer tokenizer = UnpackedFile.with(Path.of(name), Tokenizer::load);
      TokenizerWorstCase worst =
          new TokenizerWorstCase(tokenizer, arguments.number("--runs", 5, 1));
      within &= worst.measure(name, bytes, times, growth);
    }
    return within ? Program.OK : Program.LIMIT_EXCEEDED;
  }

  private boolean measure(String name, int bytes, double mostTimes, double mostGrowth) {
    String english = SpeedText.english(bytes, SEED);
    milliseconds(english);
    double base = milliseconds(english);
    System.out.printf("%s: English %.1f ms%n", name, base);
    boolean within = true;
    for (Map.Entry<String, String> unit : units().entrySet()) {
      String once = text(unit.getValue(), bytes);
      double time = milliseconds(once);
      double twice = milliseconds(text(unit.getValue(), 2 * bytes));
      boolean fine = time <= mostTimes * base && twice < mostGrowth * time;
      within &= fine;
      System.out.printf(
          "  %-22s %9.1f ms  %6.2f times English  t(2n)/t(n) %5.2f%s%n",
          unit.getKey(), time, time / base, twice / time, fine ? "" : "  OVER THE LIMIT");
    }
    return within;
  }

  /** The best time. */
  private double milliseconds(String text) {
    EncodeOptions special = new EncodeOptions(true, EncodeOptions.SpecialText.ALL);
    double best = Double.POSITIVE_INFINITY;
    for (int run = 0; run < runs; run++) {
      long start = System.nanoTime();
      int count = tokenizer.encode(text, special).length;
      double time = (System.nanoTime() - start) / 1e6;
      // Uses the result, so that no compiler may drop the work.
      best = count < 0 ? best : Math.min(best, time);
    }
    return best;
  }

  private static Map<String, String> units() {
    Map<String, String> units = new LinkedHashMap<>();
    units.put("one letter", "a");
    units.put("random letters", "");
    units.put("spaces", " ");
    units.put("line feeds", "\n");
    units.put("returns and line feeds", "\r\n");
    units.put("marks", "\u0301");
    units.put("marks of two classes", "\u0301\u0316");
    units.put("ideographs", "\u4E2D");
    units.put("emoji", "\uD83D\uDE00");
    units.put("joined emoji", "\uD83D\uDC69\u200D");
    units.put("lone surrogates", "\uD83D");
    units.put("control characters", "\u0001");
    units.put("digits", "7");
    units.put("apostrophes", "'");
    units.put("circumflexes", "^");
    units.put("starts of markup", "<");
    units.put("markup", "<s>");
    return units;
  }

  private static String text(String unit, int bytes) {
    if (!unit.isEmpty()) {
      // A lone surrogate is U+FFFD to a tokenizer, three bytes, though Java writes a question mark.
      boolean lone = unit.length() == 1 && Character.isSurrogate(unit.charAt(0));
      int width = lone ? 3 : unit.getBytes(StandardCharsets.UTF_8).length;
      return unit.repeat(Math.max(1, bytes / width));
    }
    Random random = new Random(SEED);
    StringBuilder letters = new StringBuilder(bytes);
    while (letters.length() < bytes) {
      letters.append((char) ('a' + random.nextInt(26)));
    }
    return letters.toString();
  }
}
