package dev.inkstone.examples;

import dev.inkstone.tokenizer.Encoding;
import dev.inkstone.tokenizer.Tokenizer;
import dev.inkstone.tokenizer.efficiency.EfficiencyReport;
import dev.inkstone.tokenizer.efficiency.Measurement;
import dev.inkstone.tokenizer.efficiency.ParallelCorpus;
import dev.inkstone.tokenizer.efficiency.TokenEfficiency;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** An example: what Chinese costs beside English, and where each token of a text is. */
public final class TokenCosts {
  private TokenCosts() {}

  /** Prints both for a tokenizer file or model folder. */
  public static void main(String[] args) {
    if (args.length != 1) {
      System.err.println("usage: TokenCosts TOKENIZER (its file, or a model folder; no GGUF)");
      System.exit(2);
    }
    print(Tokenizer.load(Path.of(args[0])), System.out);
  }

  static void print(Tokenizer tokenizer, PrintStream out) {
    ParallelCorpus corpus =
        ParallelCorpus.builder()
            .text("en", "Good questions are often more useful than quick answers.")
            .text("zh", "好的问题往往比很快的回答更有用。")
            .build();
    EfficiencyReport report = TokenEfficiency.compare(Map.of("it", tokenizer), corpus);
    Measurement chinese = report.measurement("it", "zh");
    out.printf(
        Locale.ROOT,
        "Chinese has %.2f times the tokens of English, %s%n",
        report.premium(chinese),
        chinese.fidelity());

    Encoding encoding = tokenizer.encoder().build().encode("Ink and 水.");
    for (int i = 0; i < encoding.size(); i++) {
      out.printf(
          "%6d %2d-%2d %-8s %s%n",
          encoding.id(i),
          encoding.start(i),
          encoding.end(i),
          encoding.token(i),
          encoding.sourceText(i));
    }
  }
}
