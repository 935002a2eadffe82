package dev.inkstone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StartTimesTest {

  @Test
  void what_one_process_writes_another_reads_among_other_lines() {
    StartTimes times = new StartTimes(40, 400, 1500, 16);
    assertThat(StartTimes.read(times.line())).contains(times);
    assertThat(StartTimes.read("WARNING: Using incubator modules")).isEmpty();
  }
}
