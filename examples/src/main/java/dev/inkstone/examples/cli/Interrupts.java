package dev.inkstone.examples.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Where Ctrl-C arrives: a command that can stop gracefully registers an action, otherwise the
 * process ends with {@link ExitCodes#INTERRUPTED}. Thread-safe.
 */
public final class Interrupts {
  private final AtomicReference<Runnable> action;
  private final Runnable otherwise;

  private Interrupts(Runnable otherwise) {
    this.otherwise = otherwise;
    this.action = new AtomicReference<>(otherwise);
  }

  /** The process's SIGINT. */
  static Interrupts ofProcess() {
    Interrupts interrupts = new Interrupts(() -> System.exit(ExitCodes.INTERRUPTED));
    interrupts.listen();
    return interrupts;
  }

  /** No signal, only {@link #raise()}; without an action it does nothing. */
  public static Interrupts manual() {
    return new Interrupts(() -> {});
  }

  /** Does what Ctrl-C does. */
  public void raise() {
    action.get().run();
  }

  /** Lets Ctrl-C run {@code reaction}, on a thread of its own, until the result is closed. */
  Registration onInterrupt(Runnable reaction) {
    Runnable before = action.getAndSet(reaction);
    return () -> action.set(before);
  }

  /** Ends the process as Ctrl-C does where no command reacts to it. */
  void giveUp() {
    otherwise.run();
  }

  /** A reaction to Ctrl-C; closing restores the one before. */
  @FunctionalInterface
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Takes over SIGINT. {@code sun.misc.Signal} is in every JDK 25 (module jdk.unsupported) and has
   * no public replacement; javac warns at its very name and the warning cannot be suppressed, hence
   * reflection. Without it Ctrl-C ends the process, which is the JVM's own way.
   */
  private void listen() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object reaction =
          Proxy.newProxyInstance(
              handler.getClassLoader() == null
                  ? Interrupts.class.getClassLoader()
                  : handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  raise();
                }
                return null;
              });
      Object interrupt = signal.getConstructor(String.class).newInstance("INT");
      signal.getMethod("handle", signal, handler).invoke(null, interrupt, reaction);
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException unavailable) {
      return; // Ctrl-C ends the process, as it does by itself
    }
  }
}
