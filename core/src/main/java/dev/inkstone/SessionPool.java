package dev.inkstone;

import dev.inkstone.engine.tensor.CacheType;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * The sessions of a model: lends them, keeps a few idle ones for reuse, takes back those whose
 * owner was dropped without being closed, and frees all with the model. Thread-safe.
 */
final class SessionPool {
  private static final int IDLE_AT_MOST =
      2; // each holds activations, and the cache of a short text

  private final Backend backend;
  private final Lifetime lifetime;
  private final CacheType cacheType;
  private final int contextLength;
  private final ArrayDeque<Session> idle = new ArrayDeque<>();
  private final Map<Session, Reference<Object>> lent = new HashMap<>();
  private final ReferenceQueue<Object> dropped = new ReferenceQueue<>();

  SessionPool(Backend backend, Lifetime lifetime, CacheType cacheType, int contextLength) {
    this.backend = backend;
    this.lifetime = lifetime;
    this.cacheType = cacheType;
    this.contextLength = contextLength;
  }

  /**
   * An empty session; throws IllegalStateException once the model is closed.
   *
   * @param owner who will release it; if the owner becomes unreachable, a later call takes the
   *     session back
   */
  Session acquire(Object owner) {
    return lifetime.during(() -> lend(owner));
  }

  private synchronized Session lend(Object owner) {
    takeBackDropped();
    Session session = idle.isEmpty() ? create() : idle.pop();
    lent.put(session, new PhantomReference<>(owner, dropped));
    return session;
  }

  private Session create() {
    return new Session(
        lifetime,
        backend.decoder(),
        Math.min(backend.decoder().config().vocabulary(), backend.tokenizer().vocabularySize()),
        backend.decoder().newCache(cacheType, contextLength),
        backend.newInterpreter());
  }

  private void takeBackDropped() {
    for (Reference<?> owner = dropped.poll(); owner != null; owner = dropped.poll()) {
      for (Map.Entry<Session, Reference<Object>> loan : Map.copyOf(lent).entrySet()) {
        if (loan.getValue().equals(owner)) {
          release(loan.getKey());
        }
      }
    }
  }

  /** Takes a session back; one the pool does not know any more was freed with the model. */
  synchronized void release(Session session) {
    if (lent.remove(session) == null) {
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
    lent.keySet().forEach(Session::close);
    lent.clear();
  }

  /** Sessions in use now. */
  synchronized int inUse() {
    return lent.size();
  }
}
