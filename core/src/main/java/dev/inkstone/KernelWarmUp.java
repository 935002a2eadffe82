package dev.inkstone;

import dev.inkstone.engine.model.LoadedModel;
import dev.inkstone.engine.tensor.Weight;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kernels that are compiled on a thread of their own while a model is loaded. Must be closed before
 * the model. Not thread-safe.
 */
final class KernelWarmUp implements AutoCloseable {
  /**
   * A quiet machine needs one and a half seconds; where it needs more, prompts gain all the same.
   */
  private static final Duration LIMIT = Duration.ofSeconds(3);

  /**
   * Where there is less to compute, a prompt is read before its kernels could be compiled, and the
   * compiler takes processors that it needs.
   */
  private static final long LEAST_BYTES = 64L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(KernelWarmUp.class);

  private final Consumer<Duration> compilation;
  private @Nullable Thread thread;

  KernelWarmUp(LoadedModel model) {
    this(model::warmUp);
  }

  /** One that takes the given time at most and ends early if its thread is interrupted. */
  KernelWarmUp(Consumer<Duration> compilation) {
    this.compilation = compilation;
  }

  /** Whether a model is large enough for its prompts to gain by it. */
  static boolean pays(LoadedModel model) {
    return model.matrices().stream().mapToLong(Weight::packedBytes).sum() >= LEAST_BYTES;
  }

  /** Begins. */
  void start() {
    thread = Thread.ofPlatform().daemon().name("inkstone-warm-up").start(this::run);
  }

  private void run() {
    try {
      compilation.accept(LIMIT);
    } catch (RuntimeException | Error e) {
      LOG.warn("kernels are not compiled ahead, which only the first prompt notices", e);
    }
  }

  /** Waits for its end; not if the calling thread is interrupted, and then it stays so. */
  void await() {
    if (thread != null) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Ends it, whether it was done or not. */
  @Override
  public void close() {
    if (thread == null) {
      return;
    }
    thread.interrupt();
    boolean interrupted = Thread.interrupted();
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
