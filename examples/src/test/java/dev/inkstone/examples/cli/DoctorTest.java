package dev.inkstone.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorTest {

  @Test
  void reports_every_finding() {
    Run run = Run.of("doctor");

    assertThat(run.out())
        .contains("JVM", "vector module", "vector width", "C2 compiler", "kernels", "cores")
        .contains("CPU limit", "memory limit", "heap");
    assertThat(run.code()).isIn(ExitCodes.OK, ExitCodes.SLOW);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void exits_by_the_worst_finding() {
    Finding fine = Finding.fine("cores", "8");
    Finding note = Finding.note("heap", "large", "make it smaller");
    Finding slow = Finding.slow("kernels", "scalar", "load the vector module");

    assertThat(exitCode(fine)).isEqualTo(0);
    assertThat(exitCode(note, fine)).isEqualTo(0);
    assertThat(exitCode(fine, slow, note)).isEqualTo(1);
  }

  private static int exitCode(Finding... findings) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return DoctorCommand.print(List.of(findings), nowhere);
  }

  @Test
  void takes_no_arguments() {
    Run.of("doctor", "model.gguf").failsInOneLine(ExitCodes.USAGE);
  }
}
