package dev.inkstone;

import java.time.Duration;

/**
 * How long a generation computed. What the consumer did between the pieces is not counted.
 *
 * @param prompt reading the prompt, up to the first logits
 * @param generation everything after that
 */
public record Timings(Duration prompt, Duration generation) {
  private static final double NANOS_PER_SECOND = 1e9;

  static double perSecond(int tokens, Duration time) {
    return time.isZero() ? 0 : tokens * NANOS_PER_SECOND / time.toNanos();
  }
}
