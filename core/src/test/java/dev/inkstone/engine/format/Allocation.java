package dev.inkstone.engine.format;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** The heap a thread has asked for. */
final class Allocation {
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  private Allocation() {}

  /** Bytes the current thread allocates while {@code work} runs. */
  static long during(Runnable work) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    work.run();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
