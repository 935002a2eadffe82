package dev.inkstone.engine.format;

import java.lang.reflect.Method;

/**
 * The heap a thread has asked for.
 *
 * <p>By reflection, since the module under test has no use for the management modules and tests are
 * compiled inside it.
 */
final class Allocation {
  private static final Object THREADS = threads();
  private static final Method ALLOCATED = allocated();

  private Allocation() {}

  /** Bytes the current thread allocates while {@code work} runs. */
  static long during(Runnable work) {
    long before = now();
    work.run();
    return now() - before;
  }

  private static long now() {
    try {
      return (long) ALLOCATED.invoke(THREADS);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static Object threads() {
    try {
      Class<?> factory = Class.forName("java.lang.management.ManagementFactory");
      return factory.getMethod("getThreadMXBean").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static Method allocated() {
    try {
      Class<?> bean = Class.forName("com.sun.management.ThreadMXBean");
      return bean.getMethod("getCurrentThreadAllocatedBytes");
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
