package dev.inkstone.tokenizer.efficiency;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * What several tokenizers make of a parallel text: one measurement for each tokenizer and language.
 * Immutable and safe for concurrent use.
 *
 * @param measurements in the order of the languages, and for each in the order of the tokenizers
 * @param pivot the language that others are compared with
 * @param contextTokens the context for which {@link Measurement#charactersIn} is reported
 */
public record EfficiencyReport(List<Measurement> measurements, String pivot, int contextTokens) {
  private static final int USUAL_CONTEXT = 8192;

  private static final Comparator<Measurement> BEST_FIRST =
      Comparator.comparing(Measurement::fidelity)
          .thenComparingLong(measurement -> measurement.tokens().total());

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there is no measurement, the pivot is none of the
   *     languages, or the context is less than 1 token
   */
  public EfficiencyReport {
    measurements = List.copyOf(measurements);
    if (measurements.isEmpty()) {
      throw new IllegalArgumentException("no measurement: there is no tokenizer to compare");
    }
    List<String> languages = languages(measurements);
    if (!languages.contains(pivot)) {
      throw new IllegalArgumentException(
          "the pivot language is '%s', but there are texts in %s".formatted(pivot, languages));
    }
    if (contextTokens < 1) {
      throw new IllegalArgumentException(
          "a context of %d tokens, expected at least 1".formatted(contextTokens));
    }
  }

  /** The first language is the pivot. */
  static EfficiencyReport of(List<Measurement> measurements) {
    String pivot = measurements.isEmpty() ? "" : measurements.getFirst().language();
    return new EfficiencyReport(measurements, pivot, USUAL_CONTEXT);
  }

  /** The same measurements compared with another language. */
  public EfficiencyReport withPivot(String language) {
    return new EfficiencyReport(measurements, language, contextTokens);
  }

  /** The same measurements for a context of another size. */
  public EfficiencyReport withContextTokens(int tokens) {
    return new EfficiencyReport(measurements, pivot, tokens);
  }

  /** The languages, in the order of the corpus. */
  public List<String> languages() {
    return languages(measurements);
  }

  private static List<String> languages(List<Measurement> measurements) {
    return List.copyOf(
        new LinkedHashSet<>(measurements.stream().map(Measurement::language).toList()));
  }

  /** The names of the tokenizers, in the order they were given. */
  public List<String> tokenizers() {
    return List.copyOf(
        new LinkedHashSet<>(measurements.stream().map(Measurement::tokenizer).toList()));
  }

  /**
   * The measurement of a tokenizer in a language.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Measurement measurement(String tokenizer, String language) {
    return find(tokenizer, language)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no measurement of '%s' in '%s'; there are %s in %s"
                        .formatted(tokenizer, language, tokenizers(), languages())));
  }

  private Optional<Measurement> find(String tokenizer, String language) {
    return measurements.stream()
        .filter(one -> one.tokenizer().equals(tokenizer) && one.language().equals(language))
        .findFirst();
  }

  /**
   * How many times as many tokens the same tokenizer needs as for the pivot language: 1.5 is half
   * as much again. Where text is lost it says nothing; see {@link Measurement#fidelity}.
   */
  public double premium(Measurement measurement) {
    Measurement base = measurement(measurement.tokenizer(), pivot);
    return (double) measurement.tokens().total() / base.tokens().total();
  }

  /**
   * The tokenizers in a language, best first: by fidelity, then by tokens, so that one that loses
   * text never stands above one that keeps it.
   */
  public List<Measurement> ranking(String language) {
    List<Measurement> ranked = new ArrayList<>();
    tokenizers().forEach(tokenizer -> ranked.add(measurement(tokenizer, language)));
    ranked.sort(BEST_FIRST);
    return List.copyOf(ranked);
  }

  /** The place of a measurement in the ranking of its language, from 1; equals share it. */
  public int rank(Measurement measurement) {
    return 1
        + (int)
            measurements.stream()
                .filter(one -> one.language().equals(measurement.language()))
                .filter(one -> BEST_FIRST.compare(one, measurement) < 0)
                .count();
  }

  /** A table for a terminal, in each language the best first. */
  public String toTable() {
    return new ReportText(this).table();
  }

  /** Markdown, in each language the best first. */
  public String toMarkdown() {
    return new ReportText(this).markdown();
  }

  /** CSV (RFC 4180) with a header line and full precision; a figure that is not finite is empty. */
  public String toCsv() {
    return new ReportText(this).csv();
  }

  /** JSON: pivot, context and an array of rows; a figure that is not finite is null. */
  public String toJson() {
    return new ReportText(this).json();
  }
}
