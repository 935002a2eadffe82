package dev.inkstone.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkstone.SystemReport;
import dev.inkstone.examples.cli.Finding.Level;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CheckupTest {
  private static final SystemReport FAST =
      new SystemReport(true, 256, true, true, true, 8, true, "256-bit vectors");
  private static final ControlGroup FREE =
      new ControlGroup(2, OptionalDouble.empty(), OptionalLong.empty(), OptionalDouble.empty());
  private static final Checkup.Memory ROOMY = new Checkup.Memory(32L << 30, 30L << 30, 8L << 30);

  private static Level level(Checkup checkup, String subject) {
    return checkup.findings().stream()
        .filter(finding -> finding.subject().equals(subject))
        .findFirst()
        .orElseThrow()
        .level();
  }

  private static ControlGroup cpus(double cpus) {
    return new ControlGroup(
        2, OptionalDouble.of(cpus), OptionalLong.empty(), OptionalDouble.empty());
  }

  @Test
  void a_good_machine_is_fine_throughout() {
    assertThat(new Checkup(FAST, FREE, ROOMY).findings())
        .allSatisfy(
            finding -> assertThat(finding.level()).as(finding.toString()).isEqualTo(Level.FINE));
  }

  @Test
  void whatever_is_not_fine_says_what_to_change() {
    SystemReport slow = new SystemReport(false, 0, false, false, true, 1, false, "scalar");
    ControlGroup tight =
        new ControlGroup(1, OptionalDouble.of(0.5), OptionalLong.of(1), OptionalDouble.of(0.9));
    Checkup checkup = new Checkup(slow, tight, new Checkup.Memory(1 << 30, 1 << 20, 1 << 30));

    assertThat(checkup.findings().stream().filter(finding -> finding.level() != Level.FINE))
        .hasSizeGreaterThan(8)
        .allSatisfy(finding -> assertThat(finding.advice()).as(finding.subject()).isNotEmpty());
  }

  @Test
  void a_missing_vector_module_is_slow() {
    SystemReport report = new SystemReport(false, 0, true, true, true, 8, false, "scalar");

    assertThat(level(new Checkup(report, FREE, ROOMY), "vector module")).isEqualTo(Level.SLOW);
    assertThat(level(new Checkup(report, FREE, ROOMY), "kernels")).isEqualTo(Level.SLOW);
  }

  @Test
  void a_missing_optimizing_compiler_is_slow() {
    SystemReport report = new SystemReport(true, 256, false, true, true, 8, false, "scalar");

    assertThat(level(new Checkup(report, FREE, ROOMY), "C2 compiler")).isEqualTo(Level.SLOW);
  }

  @Test
  void a_quota_below_the_threads_is_slow() {
    assertThat(level(new Checkup(FAST, cpus(4), ROOMY), "CPU limit")).isEqualTo(Level.SLOW);
    assertThat(level(new Checkup(FAST, cpus(0.5), ROOMY), "CPU limit")).isEqualTo(Level.SLOW);
  }

  @Test
  void a_quota_that_rounds_up_to_the_threads_is_a_note() {
    assertThat(level(new Checkup(FAST, cpus(7.5), ROOMY), "CPU limit")).isEqualTo(Level.NOTE);
    assertThat(level(new Checkup(FAST, cpus(8), ROOMY), "CPU limit")).isEqualTo(Level.FINE);
  }

  @Test
  void throttling_beyond_a_tenth_of_the_periods_is_slow() {
    ControlGroup throttled =
        new ControlGroup(2, OptionalDouble.of(8), OptionalLong.empty(), OptionalDouble.of(0.2));

    assertThat(level(new Checkup(FAST, throttled, ROOMY), "throttling")).isEqualTo(Level.SLOW);
  }

  @Test
  void a_heap_of_most_of_the_memory_is_a_note() {
    Checkup.Memory greedy = new Checkup.Memory(16L << 30, 15L << 30, 12L << 30);

    assertThat(level(new Checkup(FAST, FREE, greedy), "heap")).isEqualTo(Level.NOTE);
  }
}
