package dev.inkstone;

import dev.inkstone.engine.model.DecoderModel;
import dev.inkstone.engine.model.Experts;
import dev.inkstone.engine.model.ModelConfig;
import dev.inkstone.engine.nn.KvCache;
import dev.inkstone.engine.tensor.DType;
import dev.inkstone.engine.tensor.Ops;
import dev.inkstone.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A decoder whose keys are the token ids themselves and whose logits are a function of all ids in
 * the cache: it computes the right thing only if the cache holds the right thing.
 */
final class HistoryDecoder implements DecoderModel {
  static final int CONTEXT = 64;

  private static final ModelConfig CONFIG =
      new ModelConfig(
          "history",
          ByteTokenizer.VOCABULARY,
          1,
          1,
          1,
          1,
          1,
          1,
          1,
          Experts.NONE,
          1e-5f,
          CONTEXT,
          0);

  private final LogitsOfHistory logits;
  private final List<Integer> chunks = Collections.synchronizedList(new ArrayList<>());
  private volatile IntConsumer beforeForward = count -> {};

  /** The logits after a sequence of ids. */
  @FunctionalInterface
  interface LogitsOfHistory {
    /** One per vocabulary entry. */
    float[] after(int[] history);
  }

  HistoryDecoder(LogitsOfHistory logits) {
    this.logits = logits;
  }

  /** After the last {@code >} of the history, says {@code answer} and ends. */
  static HistoryDecoder answering(String answer) {
    int[] ids = new ByteTokenizer(false).encode(answer);
    return new HistoryDecoder(
        history -> {
          int said = 0;
          while (said < history.length && history[history.length - 1 - said] != '>') {
            said++;
          }
          return favouring(said < ids.length ? ids[said] : ByteTokenizer.EOS);
        });
  }

  /** Always {@code text} again from its start, without end. */
  static HistoryDecoder repeating(String text) {
    int[] ids = new ByteTokenizer(false).encode(text);
    return new HistoryDecoder(
        history -> {
          int last = text.indexOf((char) history[history.length - 1]);
          return favouring(ids[(last + 1) % ids.length]);
        });
  }

  /** Logits between 0 and 4 for letters, that hang on every token of the history. */
  static HistoryDecoder hashing() {
    return new HistoryDecoder(
        history -> {
          float[] result = forbidding();
          int hash = 17;
          for (int id : history) {
            hash = hash * 31 + id;
          }
          for (int letter = 'a'; letter <= 'z'; letter++) {
            int mixed = (hash + letter) * 0x9E3779B9;
            result[letter] = (mixed >>> 8) * 4f / (1 << 24);
          }
          return result;
        });
  }

  static float[] favouring(int id) {
    float[] result = new float[ByteTokenizer.VOCABULARY];
    result[id] = 100;
    return result;
  }

  private static float[] forbidding() {
    float[] result = new float[ByteTokenizer.VOCABULARY];
    java.util.Arrays.fill(result, Float.NEGATIVE_INFINITY);
    return result;
  }

  /** Sizes of all forward passes so far. */
  List<Integer> chunks() {
    return List.copyOf(chunks);
  }

  /** Runs {@code action} with the token count before every pass. */
  void beforeForward(IntConsumer action) {
    beforeForward = action;
  }

  @Override
  public ModelConfig config() {
    return CONFIG;
  }

  @Override
  public Tensor forward(
      Ops ops, int[] ids, int from, int count, @Nullable KvCache cache, boolean lastOnly) {
    beforeForward.accept(count);
    chunks.add(count);
    KvCache held = Objects.requireNonNull(cache);
    Tensor keys = floats(count);
    for (int i = 0; i < count; i++) {
      keys.data().setAtIndex(ValueLayout.JAVA_FLOAT, i, ids[from + i]);
    }
    held.store(ops, 0, keys, keys);
    held.advance(count);
    float[] result = logits.after(history(held));
    return Tensor.of(
        DType.F32, 1, result.length, Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, result));
  }

  private static int[] history(KvCache cache) {
    int[] history = new int[cache.length()];
    for (int i = 0; i < history.length; i++) {
      history[i] = (int) cache.keys(0).get(i)[0];
    }
    return history;
  }

  private static Tensor floats(int rows) {
    MemorySegment data = Arena.ofAuto().allocate((long) rows * Float.BYTES, 64);
    return Tensor.of(DType.F32, rows, 1, data);
  }
}
