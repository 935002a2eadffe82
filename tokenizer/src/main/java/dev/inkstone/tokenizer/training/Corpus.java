package dev.inkstone.tokenizer.training;

import dev.inkstone.error.InkstoneException;
import dev.inkstone.tokenizer.training.TrainingProgress.Phase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Texts to learn from; read once, one text in memory at a time. */
@FunctionalInterface
interface Corpus {

  /** Hands on each text and tells {@code run} how far it is. */
  void read(TrainingRun run, Consumer<String> action);

  /** Texts that somebody else has. */
  static Corpus of(Iterable<String> texts) {
    long total = texts instanceof Collection<String> all ? all.size() : 0;
    return (run, action) -> {
      Counting counting = new Counting(run, total, action);
      texts.forEach(counting);
      counting.finish();
    };
  }

  /** The texts of a stream, which is read to its end. */
  static Corpus of(Stream<String> texts) {
    return (run, action) -> {
      Counting counting = new Counting(run, 0, action);
      texts.forEachOrdered(counting);
      counting.finish();
    };
  }

  /** The lines of UTF-8 text, see {@link Utf8Lines}. */
  static Corpus of(InputStream text) {
    return (run, action) -> {
      try {
        long bytes =
            Utf8Lines.read(
                Channels.newChannel(text), done -> run.step(Phase.READING, done, 0), action);
        run.step(Phase.READING, bytes, bytes);
      } catch (IOException e) {
        throw new InkstoneException("cannot read the text: " + e.getMessage(), e);
      }
    };
  }

  /** Tells of each text that passes. */
  final class Counting implements Consumer<String> {
    private final TrainingRun run;
    private final long total;
    private final Consumer<String> action;
    private long done;

    Counting(TrainingRun run, long total, Consumer<String> action) {
      this.run = run;
      this.total = total;
      this.action = action;
    }

    @Override
    public void accept(String text) {
      run.step(Phase.READING, done++, total);
      action.accept(Objects.requireNonNull(text, "a text"));
    }

    void finish() {
      run.step(Phase.READING, done, done);
    }
  }
}
