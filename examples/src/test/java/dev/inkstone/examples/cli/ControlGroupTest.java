package dev.inkstone.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlGroupTest {
  @TempDir Path root;

  private void file(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  @Test
  void version_2_takes_the_least_limit_on_the_way_to_the_root() throws IOException {
    file("proc/self/cgroup", "0::/outer/inner\n");
    file("sys/fs/cgroup/cgroup.controllers", "cpu memory\n");
    file("sys/fs/cgroup/outer/cpu.max", "150000 100000\n");
    file("sys/fs/cgroup/outer/memory.max", "max\n");
    file("sys/fs/cgroup/outer/inner/cpu.max", "400000 100000\n");
    file("sys/fs/cgroup/outer/inner/memory.max", "1073741824\n");
    file("sys/fs/cgroup/outer/inner/cpu.stat", "nr_periods 200\nnr_throttled 50\n");

    assertThat(ControlGroup.read(root))
        .isEqualTo(
            new ControlGroup(
                2, OptionalDouble.of(1.5), OptionalLong.of(1L << 30), OptionalDouble.of(0.25)));
  }

  @Test
  void version_2_without_limits_is_empty() throws IOException {
    file("proc/self/cgroup", "0::/\n");
    file("sys/fs/cgroup/cgroup.controllers", "cpu memory\n");
    file("sys/fs/cgroup/cpu.max", "max 100000\n");
    file("sys/fs/cgroup/memory.max", "max\n");

    assertThat(ControlGroup.read(root))
        .isEqualTo(
            new ControlGroup(
                2, OptionalDouble.empty(), OptionalLong.empty(), OptionalDouble.empty()));
  }

  @Test
  void version_1_reads_each_controller_in_its_own_tree() throws IOException {
    file("proc/self/cgroup", "4:memory:/box\n2:cpuacct,cpu:/box\n");
    file("sys/fs/cgroup/cpu/box/cpu.cfs_quota_us", "50000\n");
    file("sys/fs/cgroup/cpu/box/cpu.cfs_period_us", "100000\n");
    file("sys/fs/cgroup/memory/box/memory.limit_in_bytes", "536870912\n");
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");

    assertThat(ControlGroup.read(root))
        .isEqualTo(
            new ControlGroup(
                1, OptionalDouble.of(0.5), OptionalLong.of(1L << 29), OptionalDouble.empty()));
  }

  @Test
  void version_1_writes_minus_one_for_no_quota() throws IOException {
    file("proc/self/cgroup", "2:cpu:/\n");
    file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
    file("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");

    assertThat(ControlGroup.read(root).cpus()).isEmpty();
  }

  @Test
  void a_path_that_leaves_the_tree_falls_back_to_its_top() throws IOException {
    file("proc/self/cgroup", "0::/../../outside\n");
    file("sys/fs/cgroup/cgroup.controllers", "cpu\n");
    file("sys/fs/cgroup/cpu.max", "200000 100000\n");

    assertThat(ControlGroup.read(root).cpus()).hasValue(2);
  }

  @Test
  void a_system_without_control_groups_has_no_limits() {
    assertThat(ControlGroup.read(root).version()).isZero();
  }
}
