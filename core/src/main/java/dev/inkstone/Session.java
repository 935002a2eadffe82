package dev.inkstone;

import dev.inkstone.engine.model.DecoderModel;
import dev.inkstone.engine.nn.KvCache;
import dev.inkstone.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * One sequence under evaluation: the ids the cache holds, the cache, the interpreter, and the
 * logits of the last token. Not thread-safe; belongs to one generation or conversation at a time.
 */
final class Session implements AutoCloseable {
  private static final int SHORT = 1024; // positions

  private final Lifetime lifetime;
  private final DecoderModel decoder;
  private final KvCache cache;
  private final Backend.Interpreter interpreter;
  private float[] logits;
  private int[] ids = new int[256];
  private boolean closed;

  /**
   * An empty session.
   *
   * @param vocabulary ids that may be sampled; files pad the rows of a head beyond them
   */
  Session(
      Lifetime lifetime,
      DecoderModel decoder,
      int vocabulary,
      KvCache cache,
      Backend.Interpreter interpreter) {
    this.lifetime = lifetime;
    this.decoder = decoder;
    this.cache = cache;
    this.interpreter = interpreter;
    this.logits = new float[vocabulary];
  }

  /** Tokens evaluated. */
  int length() {
    return cache.length();
  }

  /** Tokens it can hold. */
  int capacity() {
    return cache.capacity();
  }

  /** Off-heap bytes of the cache. */
  long bytes() {
    return cache.bytes();
  }

  /** The evaluated ids; only the first {@link #length()} are valid. */
  int[] ids() {
    return ids;
  }

  /** Logits of the last evaluated token; overwritten by the next evaluation and by samplers. */
  float[] logits() {
    return logits;
  }

  /**
   * Forgets everything after the longest common prefix with {@code wanted}, whose last token always
   * remains to be evaluated, and returns the prefix's length.
   */
  int reuse(int[] wanted) {
    return lifetime.during(() -> keepCommonPrefix(wanted));
  }

  private int keepCommonPrefix(int[] wanted) {
    int limit = Math.min(cache.length(), wanted.length - 1);
    int mismatch = Arrays.mismatch(ids, 0, limit, wanted, 0, limit);
    int common = mismatch < 0 ? limit : mismatch;
    cache.truncate(common);
    return common;
  }

  /** Evaluates {@code source[from .. from + count - 1]} after the tokens held. */
  void evaluate(int[] source, int from, int count) {
    logits = lifetime.during(() -> forward(source, from, count));
  }

  private float[] forward(int[] source, int from, int count) {
    int length = cache.length();
    if (length + count > ids.length) {
      ids = Arrays.copyOf(ids, Math.max(length + count, 2 * ids.length));
    }
    System.arraycopy(source, from, ids, length, count);
    Tensor result = decoder.forward(interpreter.ops(), source, from, count, cache, true);
    MemorySegment.copy(result.data(), ValueLayout.JAVA_FLOAT, 0, logits, 0, logits.length);
    return logits;
  }

  /** Forgets all tokens; keeps the memory of a short text, and frees that of a long one. */
  void clear() {
    if (!closed) {
      cache.clear(SHORT);
    }
  }

  /** Frees the memory; a second call does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      cache.close();
      interpreter.close();
    }
  }
}
