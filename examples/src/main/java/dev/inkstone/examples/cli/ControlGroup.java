package dev.inkstone.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The limits Linux sets to this process's control group, versions 1 and 2; a limit of a group holds
 * for all groups below it, so the least on the way to the root counts. Everything is empty where
 * there are no control groups.
 *
 * <p>Source: the kernel's {@code Documentation/admin-guide/cgroup-v2.rst} and {@code
 * scheduler/sched-bwc.rst}.
 *
 * @param version 0 (none), 1 or 2
 * @param cpus processors' worth of time per period
 * @param memoryBytes most memory
 * @param throttled share of periods in which the group was stopped for having used up its time
 */
record ControlGroup(
    int version, OptionalDouble cpus, OptionalLong memoryBytes, OptionalDouble throttled) {

  private static final long UNLIMITED = 1L << 60; // version 1 writes nearly 2^63 for no limit

  /** The group of this process. */
  static ControlGroup current() {
    return read(Path.of("/"));
  }

  /** The group that {@code proc/self/cgroup} under {@code root} names. */
  static ControlGroup read(Path root) {
    Path groups = root.resolve("sys/fs/cgroup");
    Map<String, String> paths = paths(root.resolve("proc/self/cgroup"));
    if (Files.exists(groups.resolve("cgroup.controllers"))) {
      return unified(groups, paths.getOrDefault("", "/"));
    }
    if (Files.isDirectory(groups.resolve("cpu")) || Files.isDirectory(groups.resolve("memory"))) {
      return separate(groups, paths);
    }
    return new ControlGroup(
        0, OptionalDouble.empty(), OptionalLong.empty(), OptionalDouble.empty());
  }

  private static ControlGroup unified(Path groups, String path) {
    OptionalDouble cpus = OptionalDouble.empty();
    OptionalLong memory = OptionalLong.empty();
    OptionalDouble throttled = OptionalDouble.empty();
    for (Path folder : upwards(groups, path)) {
      cpus = least(cpus, quota(words(folder.resolve("cpu.max"))));
      memory = least(memory, limit(words(folder.resolve("memory.max"))));
      throttled = throttled.isPresent() ? throttled : throttled(folder.resolve("cpu.stat"));
    }
    return new ControlGroup(2, cpus, memory, throttled);
  }

  private static ControlGroup separate(Path groups, Map<String, String> paths) {
    OptionalDouble cpus = OptionalDouble.empty();
    OptionalDouble throttled = OptionalDouble.empty();
    for (Path folder : upwards(groups.resolve("cpu"), paths.getOrDefault("cpu", "/"))) {
      List<String> quota = new ArrayList<>(words(folder.resolve("cpu.cfs_quota_us")));
      quota.addAll(words(folder.resolve("cpu.cfs_period_us")));
      cpus = least(cpus, quota(quota));
      throttled = throttled.isPresent() ? throttled : throttled(folder.resolve("cpu.stat"));
    }
    OptionalLong memory = OptionalLong.empty();
    for (Path folder : upwards(groups.resolve("memory"), paths.getOrDefault("memory", "/"))) {
      memory = least(memory, limit(words(folder.resolve("memory.limit_in_bytes"))));
    }
    return new ControlGroup(1, cpus, memory, throttled);
  }

  /** Lines {@code 4:cpu,cpuacct:/path}; version 2 has no controller name. */
  private static Map<String, String> paths(Path file) {
    Map<String, String> paths = new HashMap<>();
    for (String line : lines(file)) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3) {
        for (String controller : parts[1].split(",", -1)) {
          paths.put(controller, parts[2]);
        }
      }
    }
    return paths;
  }

  /** The group's folder and all above it; inside a container the path may name what is outside. */
  private static List<Path> upwards(Path top, String path) {
    List<Path> folders = new ArrayList<>();
    Path folder = top.resolve(path.replaceFirst("^/+", "")).normalize();
    while (folder.startsWith(top) && !folder.equals(top)) {
      folders.add(folder);
      folder = Optional.ofNullable(folder.getParent()).orElse(top);
    }
    folders.add(top);
    return folders;
  }

  private static OptionalDouble quota(List<String> quotaAndPeriod) {
    if (quotaAndPeriod.size() < 2) {
      return OptionalDouble.empty();
    }
    OptionalLong quota = number(quotaAndPeriod.get(0));
    OptionalLong period = number(quotaAndPeriod.get(1));
    return quota.orElse(-1) > 0 && period.orElse(0) > 0
        ? OptionalDouble.of((double) quota.getAsLong() / period.getAsLong())
        : OptionalDouble.empty();
  }

  private static OptionalLong limit(List<String> words) {
    OptionalLong bytes = words.isEmpty() ? OptionalLong.empty() : number(words.getFirst());
    return bytes.orElse(UNLIMITED) < UNLIMITED ? bytes : OptionalLong.empty();
  }

  private static OptionalDouble throttled(Path statistics) {
    Map<String, Long> counts = new HashMap<>();
    for (String line : lines(statistics)) {
      String[] parts = line.split(" ", 2);
      if (parts.length == 2) {
        number(parts[1]).ifPresent(count -> counts.put(parts[0], count));
      }
    }
    long periods = counts.getOrDefault("nr_periods", 0L);
    return periods > 0
        ? OptionalDouble.of((double) counts.getOrDefault("nr_throttled", 0L) / periods)
        : OptionalDouble.empty();
  }

  private static OptionalDouble least(OptionalDouble a, OptionalDouble b) {
    return a.isPresent() && b.isPresent()
        ? OptionalDouble.of(Math.min(a.getAsDouble(), b.getAsDouble()))
        : a.isPresent() ? a : b;
  }

  private static OptionalLong least(OptionalLong a, OptionalLong b) {
    return a.isPresent() && b.isPresent()
        ? OptionalLong.of(Math.min(a.getAsLong(), b.getAsLong()))
        : a.isPresent() ? a : b;
  }

  private static OptionalLong number(String word) {
    try {
      return OptionalLong.of(Long.parseLong(word.strip()));
    } catch (NumberFormatException notANumber) { // "max", or a kernel we do not know
      return OptionalLong.empty();
    }
  }

  private static List<String> words(Path file) {
    List<String> lines = lines(file);
    return lines.isEmpty() ? List.of() : List.of(lines.getFirst().strip().split(" +", -1));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException unreadable) { // not every kernel offers every file
      return List.of();
    }
  }
}
