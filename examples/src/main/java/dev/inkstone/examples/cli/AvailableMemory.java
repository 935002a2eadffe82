package dev.inkstone.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory that can be had now: what is free and what the file cache would give back. */
final class AvailableMemory {
  private static final Path LINUX = Path.of("/proc/meminfo");
  private static final String KEY = "MemAvailable:";

  private AvailableMemory() {}

  /** Linux's own estimate; elsewhere {@code free}. */
  static long bytes(long free) {
    try {
      for (String line : Files.readAllLines(LINUX)) {
        if (line.startsWith(KEY)) {
          return Long.parseLong(line.substring(KEY.length()).replace("kB", "").strip()) << 10;
        }
      }
      return free;
    } catch (IOException | NumberFormatException unknown) { // not Linux
      return free;
    }
  }
}
