package dev.inkstone.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DoctorTest {

  @Test
  void reports_every_finding_and_exits_by_the_worst() {
    Run run = Run.of("doctor");

    assertThat(run.out())
        .contains("JVM", "vector module", "vector width", "C2 compiler", "kernels", "cores")
        .contains("CPU limit", "memory limit", "heap");
    boolean slow = run.out().lines().anyMatch(line -> line.startsWith("SLOW"));
    assertThat(run.code()).isEqualTo(slow ? ExitCodes.SLOW : ExitCodes.OK);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void takes_no_arguments() {
    Run.of("doctor", "model.gguf").failsInOneLine(ExitCodes.USAGE);
  }
}
