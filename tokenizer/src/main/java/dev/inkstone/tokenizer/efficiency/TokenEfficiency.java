package dev.inkstone.tokenizer.efficiency;

import dev.inkstone.tokenizer.Encoding;
import dev.inkstone.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Measures how many tokens tokenizers need.
 *
 * {@snippet :
 * Map<String, Tokenizer> tokenizers = Map.of("mine", tokenizer);
 * EfficiencyReport report = TokenEfficiency.compare(tokenizers, ParallelCorpus.sample());
 * double chinese = report.premium(report.measurement("mine", "zh"));
 * String table = report.toTable();
 * }
 */
public final class TokenEfficiency {
  private TokenEfficiency() {}

  /**
   * Encodes every text with every tokenizer, without special tokens, and decodes it again.
   *
   * @param tokenizers the tokenizers by the names they have in the report, in the map's order
   * @param corpus the texts; the first language is the pivot unless the report is told another
   * @throws IllegalArgumentException if there is no tokenizer
   */
  public static EfficiencyReport compare(Map<String, Tokenizer> tokenizers, ParallelCorpus corpus) {
    List<Measurement> measurements = new ArrayList<>();
    for (String language : corpus.languages()) {
      List<String> lines = corpus.lines(language);
      TextSize size = TextSize.of(language, lines);
      tokenizers.forEach(
          (name, tokenizer) -> measurements.add(measure(name, tokenizer, language, lines, size)));
    }
    return EfficiencyReport.of(measurements);
  }

  private static Measurement measure(
      String name, Tokenizer tokenizer, String language, List<String> lines, TextSize size) {
    TokenCounts total = TokenCounts.NONE;
    Fidelity fidelity = Fidelity.LOSSLESS;
    for (String line : lines) {
      int[] ids = tokenizer.encode(line);
      TokenCounts counts = TokenCounts.of(tokenizer, ids);
      total = total.plus(counts);
      fidelity = fidelity.worse(Fidelity.of(line, tokenizer.decode(ids), counts.unknown() > 0));
    }
    return new Measurement(name, language, size, total, fidelity);
  }

  /** The tokens of a text, one by one, with the reason for each; no special tokens around it. */
  public static TokenExplanation explain(Tokenizer tokenizer, String text) {
    return explain(tokenizer, tokenizer.encoder().addSpecialTokens(false).build().encode(text));
  }

  /**
   * The tokens of an encoding, one by one, with the reason for each.
   *
   * @param tokenizer the tokenizer that made the encoding
   */
  public static TokenExplanation explain(Tokenizer tokenizer, Encoding encoding) {
    List<TokenPiece> pieces = new ArrayList<>();
    for (int i = 0; i < encoding.size(); i++) {
      PieceReason reason =
          encoding.isSpecial(i)
              ? PieceReason.SPECIAL_TOKEN
              : PieceReason.of(tokenizer, encoding.id(i));
      pieces.add(
          new TokenPiece(
              encoding.id(i),
              encoding.token(i),
              encoding.start(i),
              encoding.end(i),
              encoding.sourceText(i),
              reason));
    }
    return new TokenExplanation(pieces);
  }

  /** What each script of a mixed text costs, most tokens first. */
  public static List<ScriptShare> scripts(Tokenizer tokenizer, String text) {
    return ScriptShare.of(tokenizer.encoder().addSpecialTokens(false).build().encode(text));
  }
}
