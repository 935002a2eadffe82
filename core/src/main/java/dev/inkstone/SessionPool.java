package dev.inkstone;

import dev.inkstone.engine.tensor.DType;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * The sessions of a model: lends them, keeps a few idle ones for reuse, and frees all with the
 * model. Thread-safe.
 */
final class SessionPool {
  private static final int IDLE_AT_MOST = 2; // an idle session holds the memory of its longest use

  private final Backend backend;
  private final Lifetime lifetime;
  private final DType cacheType;
  private final int contextLength;
  private final ArrayDeque<Session> idle = new ArrayDeque<>();
  private final Set<Session> lent = new HashSet<>();

  SessionPool(Backend backend, Lifetime lifetime, DType cacheType, int contextLength) {
    this.backend = backend;
    this.lifetime = lifetime;
    this.cacheType = cacheType;
    this.contextLength = contextLength;
  }

  /** An empty session; throws IllegalStateException once the model is closed. */
  Session acquire() {
    return lifetime.during(this::lend);
  }

  private synchronized Session lend() {
    Session session = idle.isEmpty() ? create() : idle.pop();
    lent.add(session);
    return session;
  }

  private Session create() {
    return new Session(
        lifetime,
        backend.decoder(),
        backend.decoder().newCache(cacheType, contextLength),
        backend.newInterpreter());
  }

  /** Takes a session back; one the pool does not know any more was freed with the model. */
  synchronized void release(Session session) {
    if (!lent.remove(session)) {
      return;
    }
    if (idle.size() < IDLE_AT_MOST) {
      session.clear();
      idle.push(session);
    } else {
      session.close();
    }
  }

  /** Frees all sessions, lent ones too; the lifetime must have ended. */
  synchronized void close() {
    idle.forEach(Session::close);
    idle.clear();
    lent.forEach(Session::close);
    lent.clear();
  }

  /** Sessions in use now. */
  synchronized int inUse() {
    return lent.size();
  }
}
