package dev.inkstone.engine.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Has the JVM compile a decoder's kernels before there is work for them.
 *
 * <p>Until C2 has compiled it, a method with vectors takes a thousand times as long, as every
 * vector is an object: the first prompt of a JVM waits for that and little else. C2 is asked after
 * some thousands of calls or some ten thousand turns of a loop. In a prompt turns come first, each
 * of them slow, and the classes that stand in for vector instructions get hot and are compiled
 * before the kernels are. Here calls come first: most of them with nothing to do, so that they cost
 * next to nothing, and now and then one that works, so that the profile which C2 compiles by knows
 * the loops and what they call.
 *
 * <p>A kernel is compiled once it makes no objects.
 */
final class WarmUp {
  /** Calls without work after which C1 is asked, which the first profile comes from. */
  private static final int FIRST_CALLS = 320;

  /** What C1 takes for all of them: calls before that only cost time. */
  private static final long FIRST_MILLIS = 100;

  /** Rounds after which C2 has been asked: no need to take the processor from it. */
  private static final int ROUNDS_BEFORE_SLEEP = 300;

  private static final int CALLS_PER_ROUND = 32;

  /** What reading the counter may itself allocate. */
  private static final long TOLERATED_BYTES = 64;

  private static final int WHOLE_RUNS = 200;

  private final long end;

  /** Bytes of heap that the thread has taken, -1 if the JVM does not tell. */
  private final LongSupplier allocated;

  WarmUp(long nanos, LongSupplier allocated) {
    end = System.nanoTime() + nanos;
    this.allocated = allocated;
  }

  /**
   * Runs kernels until all are compiled, for {@code nanos} at most.
   *
   * @param examples a matrix of each format
   * @return whether all were compiled and run before that
   */
  static boolean run(Kernels kernels, List<PanelMatrix> examples, Workers workers, long nanos) {
    return run(kernels, examples, workers, nanos, CpuFeatures::allocatedBytes);
  }

  /**
   * The same with a counter of the bytes that the calling thread has taken. Where it is -1, nobody
   * knows what is compiled, and it ends when C2 has been asked.
   */
  static boolean run(
      Kernels kernels,
      List<PanelMatrix> examples,
      Workers workers,
      long nanos,
      LongSupplier allocated) {
    WarmUp warmUp = new WarmUp(nanos, allocated);
    try (Arena arena = Arena.ofShared();
        Workspace space = new Workspace(workers)) {
      MemorySegment memory = arena.allocate(InnerKernels.BYTES, 64);
      boolean compiled = warmUp.runInner(InnerKernels.of(examples, memory));
      return warmUp.runWhole(new WholeKernels(kernels, space, examples, arena)) && compiled;
    }
  }

  /** Runs kernels until all are compiled, and tells whether they are. */
  boolean runInner(List<InnerKernels.Kernel> kernels) {
    List<InnerKernels.Kernel> left = new ArrayList<>(kernels);
    left.removeIf(this::isCompiled);
    for (InnerKernels.Kernel kernel : left) {
      idle(kernel, FIRST_CALLS);
    }
    if (!left.isEmpty()) {
      sleep(FIRST_MILLIS);
    }
    for (int round = 0; !left.isEmpty() && timeLeft(); round++) {
      left.removeIf(this::isCompiledAfterSomeCalls);
      if (round > ROUNDS_BEFORE_SLEEP) {
        if (allocated.getAsLong() < 0) {
          return false;
        }
        sleep(1);
      }
    }
    return left.isEmpty();
  }

  private boolean isCompiledAfterSomeCalls(InnerKernels.Kernel kernel) {
    for (int calls = kernel.period(); calls < CALLS_PER_ROUND; calls += kernel.period()) {
      idle(kernel, kernel.period() - 1);
      kernel.body().accept(kernel.steps());
    }
    idle(kernel, kernel.period() - 1);
    return isCompiled(kernel);
  }

  private static void idle(InnerKernels.Kernel kernel, int calls) {
    for (int i = 0; i < calls; i++) {
      kernel.body().accept(0);
    }
  }

  private boolean isCompiled(InnerKernels.Kernel kernel) {
    long before = allocated.getAsLong();
    kernel.body().accept(kernel.steps());
    return before >= 0 && allocated.getAsLong() - before <= TOLERATED_BYTES;
  }

  /** Runs all operations some times, and tells whether there was the time. */
  private boolean runWhole(WholeKernels whole) {
    int runs = 0;
    while (runs < WHOLE_RUNS && timeLeft()) {
      whole.run();
      runs++;
    }
    return runs == WHOLE_RUNS;
  }

  private boolean timeLeft() {
    return System.nanoTime() - end < 0 && !Thread.currentThread().isInterrupted();
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // no time is left then
    }
  }
}
