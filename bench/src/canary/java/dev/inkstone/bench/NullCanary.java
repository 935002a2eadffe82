package dev.inkstone.bench;

import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Must not compile: if it does, NullAway has silently stopped checking, and the build fails on its
 * class file.
 */
@NullMarked
final class NullCanary {
  private NullCanary() {}

  static int length(@Nullable String text) {
    return text.length();
  }
}
