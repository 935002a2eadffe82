package dev.inkstone;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Keeps a model's memory alive while something computes with it: computations share the lifetime,
 * its end waits for them and refuses later ones. Thread-safe.
 */
final class Lifetime {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
  private boolean ended;

  /** Runs {@code work}, during which the memory stays. */
  <T> T during(Supplier<T> work) {
    lock.readLock().lock();
    try {
      if (ended) {
        throw new IllegalStateException("model is closed");
      }
      return work.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Waits for running work and refuses more; true only for the call that ended it. */
  boolean end() {
    lock.writeLock().lock();
    try {
      boolean first = !ended;
      ended = true;
      return first;
    } finally {
      lock.writeLock().unlock();
    }
  }
}
