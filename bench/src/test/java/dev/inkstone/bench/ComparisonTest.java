package dev.inkstone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.engine.tensor.CacheType;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
  private static final RunSettings SETTINGS =
      new RunSettings(Path.of("model.gguf"), List.of(5, 6, 7, 8), 2, 3, 2, CacheType.F16);

  private static Run run(double promptSeconds, double decodeSeconds, Integer... ids) {
    return new Run(4, promptSeconds, 2, decodeSeconds, List.of(ids));
  }

  @Test
  void first_runs_are_kept_apart_from_warm_ones() {
    List<Run> ours = List.of(run(4, 2, 1, 2, 3), run(1, 1, 1, 2, 3), run(2, 0.5, 1, 2, 3));
    List<Run> theirs = List.of(run(8, 4, 1, 2, 9), run(4, 2, 1, 2, 9), run(4, 2, 1, 2, 9));
    ModelFacts model = new ModelFacts("Q4_0", 1 << 20, 1_000_000, 64);
    Comparison comparison = new Comparison(model, SETTINGS, List.of(ours), List.of(theirs));

    assertThat(comparison.rows())
        .containsExactly(
            new Comparison.Row("pp4 first", new Rates(1, 1), new Rates(0.5, 0.5)),
            new Comparison.Row("tg2 first", new Rates(1, 1), new Rates(0.5, 0.5)),
            new Comparison.Row("pp4 warm", new Rates(4, 3), new Rates(1, 1)),
            new Comparison.Row("tg2 warm", new Rates(4, 3), new Rates(1, 1)));
    assertThat(comparison.agreement()).isEqualTo(2);
    assertThat(new ComparisonTable(comparison, "Peer").markdown())
        .contains("| ratio       |       2 |     pp4 warm |      4.00 |      3.00 |");
  }

  @Test
  void a_run_survives_its_line() {
    Run run = run(0.125, 3, 7, 8, 9);

    assertThat(RunLines.read(RunLines.line(run))).contains(run);
    assertThat(RunLines.read("loading")).isEmpty();
  }

  @Test
  void settings_survive_their_arguments() {
    RunSettings read = RunSettings.parse(SETTINGS.arguments().toArray(String[]::new));

    assertThat(read).isEqualTo(SETTINGS);
  }

  @Test
  void median_of_an_even_number_is_the_mean_of_the_middle() {
    assertThat(Rates.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Rates(4, 2.5));
  }

  @Test
  void unknown_and_unfinished_options_are_named() {
    assertThatThrownBy(() -> RunSettings.parse("--modle", "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown option '--modle'");
    assertThatThrownBy(() -> RunSettings.parse("--model"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--model lacks its value");
  }
}
