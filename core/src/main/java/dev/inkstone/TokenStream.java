package dev.inkstone;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The text of one generation, piece by piece, computed when asked for, on the thread that asks.
 *
 * {@snippet :
 * try (TokenStream stream = model.stream("Once upon a time", GenerationOptions.DEFAULT)) {
 *   for (String text : stream) {
 *     System.out.print(text);
 *   }
 *   System.out.println(stream.completion().finishReason());
 * }
 * }
 *
 * <p>A piece is one or more whole characters. Text that may turn out to be a stop string is held
 * back. Close a stream that is not read to its end: it holds memory of the model until then.
 *
 * <p>Belongs to one caller at a time; {@link #cancel()} and {@link #close()} may come from any
 * thread. An interrupt of the computing thread ends the text with {@link FinishReason#CANCELLED}
 * and stays set.
 */
public final class TokenStream implements Iterable<String>, AutoCloseable {
  private final Generation generation;
  private final Ending ending;
  private final Iterator<String> pieces = new Pieces();
  private final ReentrantLock lock = new ReentrantLock(); // held while computing
  private boolean ended;
  private @Nullable Completion completion;

  TokenStream(Generation generation, Ending ending) {
    this.generation = generation;
    this.ending = ending;
  }

  /** What the owner of the session does when the stream ends; called once. */
  interface Ending {
    /** The stream ended; {@code completion} is null if it failed. */
    void ended(@Nullable Completion completion);
  }

  /**
   * The one iterator of this stream. Its methods throw what the model throws, {@link
   * IllegalStateException} if the model was closed meanwhile.
   */
  @Override
  public Iterator<String> iterator() {
    return pieces;
  }

  /** Ends the text before its next token; what is known by then is still handed out. */
  public void cancel() {
    generation.cancel();
  }

  /**
   * The result.
   *
   * @throws IllegalStateException before the end, or if the generation failed
   */
  public Completion completion() {
    lock.lock();
    try {
      Completion result = completion;
      if (result == null) {
        throw new IllegalStateException(
            ended
                ? "generation failed and has no completion"
                : "generation is not at its end: read on, or close the stream");
      }
      return result;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Cancels, waits for the token being computed, and frees what the stream holds. The completion
   * then has the text handed out so far. A second call does nothing.
   */
  @Override
  public void close() {
    generation.cancel();
    if (lock.isHeldByCurrentThread()) {
      return; // called by a processor of this very generation: it ends after this token
    }
    lock.lock();
    try {
      if (!ended) {
        generation.abandon();
        end(generation.completion());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether the end is known, though the last piece may still be unread. */
  boolean ended() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable String compute() {
    lock.lock();
    try {
      return ended ? null : computeWhileOpen();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable String computeWhileOpen() {
    boolean failed = true;
    try {
      String piece = generation.next();
      failed = false;
      return piece;
    } finally {
      if (failed) {
        end(null);
      } else if (generation.finished()) {
        end(generation.completion());
      }
    }
  }

  private void end(@Nullable Completion result) {
    ended = true;
    completion = result;
    ending.ended(result);
  }

  private final class Pieces implements Iterator<String> {
    private @Nullable String ahead;

    @Override
    public boolean hasNext() {
      if (ahead == null) {
        ahead = compute();
      }
      return ahead != null;
    }

    @Override
    public String next() {
      String piece = ahead == null ? compute() : ahead;
      ahead = null;
      if (piece == null) {
        throw new NoSuchElementException("the text is at its end");
      }
      return piece;
    }
  }
}
