package dev.inkstone.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * All runs of two sides, round by round.
 *
 * @param model what was run
 * @param settings how it was run
 * @param ours the runs of Inkstone's processes
 * @param theirs the runs of the peer's processes
 */
record Comparison(
    ModelFacts model, RunSettings settings, List<List<Run>> ours, List<List<Run>> theirs) {

  /** Copies the lists. */
  Comparison {
    ours = ours.stream().map(List::copyOf).toList();
    theirs = theirs.stream().map(List::copyOf).toList();
  }

  /**
   * One row of the result.
   *
   * @param test for example {@code pp256 first}
   * @param ours Inkstone's rates
   * @param theirs the peer's rates
   */
  record Row(String test, Rates ours, Rates theirs) {}

  /** Prompt and decoding; each as the first run of a process, and warm if there are later runs. */
  List<Row> rows() {
    String prefill = "pp" + settings.prompt().size();
    String decode = "tg" + settings.decodeTokens();
    List<Row> rows = new ArrayList<>();
    rows.add(row(prefill + " first", true, Run::promptRate));
    rows.add(row(decode + " first", true, Run::decodeRate));
    if (settings.runs() > 1) {
      rows.add(row(prefill + " warm", false, Run::promptRate));
      rows.add(row(decode + " warm", false, Run::decodeRate));
    }
    return rows;
  }

  /** Tokens at the start of the first runs on which both sides agree. */
  int agreement() {
    return ours.getFirst().getFirst().agreement(theirs.getFirst().getFirst());
  }

  private Row row(String test, boolean first, ToDoubleFunction<Run> rate) {
    return new Row(test, rates(ours, first, rate), rates(theirs, first, rate));
  }

  private static Rates rates(List<List<Run>> rounds, boolean first, ToDoubleFunction<Run> rate) {
    List<Double> values = new ArrayList<>();
    for (List<Run> runs : rounds) {
      List<Run> chosen = first ? runs.subList(0, 1) : runs.subList(1, runs.size());
      chosen.forEach(run -> values.add(rate.applyAsDouble(run)));
    }
    return Rates.of(values);
  }
}
