package dev.inkstone.tokenizer.efficiency;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A column of a report.
 *
 * @param key its name for programs
 * @param heading its name for people; {@code %d} stands for the context
 * @param style how its values look
 * @param value a String, Long or Double
 */
record ReportColumn(
    String key,
    String heading,
    Style style,
    BiFunction<EfficiencyReport, Measurement, Object> value) {

  static final List<ReportColumn> ALL =
      List.of(
          of("language", "lang", Style.TEXT, Measurement::language),
          of("rank", "rank", Style.COUNT, (report, one) -> (long) report.rank(one)),
          of("tokenizer", "tokenizer", Style.TEXT, Measurement::tokenizer),
          of("characters", "chars", Style.COUNT, one -> one.text().characters()),
          of("tokens", "tokens", Style.COUNT, one -> one.tokens().total()),
          of("premium", "premium", Style.RATIO, EfficiencyReport::premium),
          of("tokensPerCharacter", "tok/char", Style.RATIO, Measurement::tokensPerCharacter),
          of("bytesPerToken", "bytes/tok", Style.RATIO, Measurement::bytesPerToken),
          of("fertility", "tok/word", Style.RATIO, Measurement::fertility),
          of("unknownShare", "unk%", Style.SHARE, Measurement::unknownShare),
          of("byteFallbackShare", "byte%", Style.SHARE, Measurement::byteFallbackShare),
          of("singleCharacterShare", "1-char%", Style.SHARE, Measurement::singleCharacterShare),
          of("fidelity", "decoded", Style.TEXT, one -> name(one.fidelity())),
          of(
              "tokensPerThousandCharacters",
              "tok/1000ch",
              Style.COUNT,
              Measurement::tokensPerThousandCharacters),
          of(
              "charactersInContext",
              "chars in %d",
              Style.COUNT,
              (report, one) -> one.charactersIn(report.contextTokens())));

  /** How values look to people. */
  enum Style {
    TEXT,
    COUNT,
    RATIO,
    /** 0 to 1, shown as a percentage. */
    SHARE
  }

  private static ReportColumn of(
      String key, String heading, Style style, Function<Measurement, Object> value) {
    return of(key, heading, style, (report, one) -> value.apply(one));
  }

  private static ReportColumn of(
      String key,
      String heading,
      Style style,
      BiFunction<EfficiencyReport, Measurement, Object> value) {
    return new ReportColumn(key, heading, style, value);
  }

  private static String name(Fidelity fidelity) {
    return fidelity.name().toLowerCase(Locale.ROOT);
  }

  /** The heading for a report. */
  String heading(EfficiencyReport report) {
    return heading.replace("%d", Integer.toString(report.contextTokens()));
  }

  /** The value for programs: a String, Long or finite Double, or empty. */
  Optional<Object> raw(EfficiencyReport report, Measurement one) {
    return Optional.of(value.apply(report, one))
        .filter(raw -> !(raw instanceof Double number) || Double.isFinite(number));
  }

  /** The value for people. */
  String shown(EfficiencyReport report, Measurement one) {
    return raw(report, one).map(this::shown).orElse("-");
  }

  private String shown(Object raw) {
    return switch (style) {
      case TEXT -> Escapes.visible(raw.toString());
      case COUNT -> String.format(Locale.ROOT, "%.0f", ((Number) raw).doubleValue());
      case RATIO -> String.format(Locale.ROOT, "%.2f", ((Number) raw).doubleValue());
      case SHARE -> String.format(Locale.ROOT, "%.1f", 100 * ((Number) raw).doubleValue());
    };
  }
}
