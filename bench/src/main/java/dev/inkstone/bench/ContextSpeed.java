package dev.inkstone.bench;

import dev.inkstone.engine.model.LoadOptions;
import dev.inkstone.engine.model.LoadedModel;
import dev.inkstone.engine.tensor.CacheType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What a long context costs a token: decodes behind prompts of several lengths in turns, in one
 * process, so that all of them see the same memory and the same compiled code.
 */
public final class ContextSpeed {
  private static final String USAGE =
      "ContextSpeed --model FILE [--contexts 256,8000] [--kv-cache F16] [--decode-tokens 16]"
          + " [--rounds 10] [--threads N]";
  private static final Set<String> OPTIONS =
      Set.of("--model", "--contexts", "--kv-cache", "--decode-tokens", "--rounds", "--threads");
  private static final int LONGEST = 10_000_000;
  private static final int WARM_UP_ROUNDS = 4;
  private static final int SEED = 20261126;

  private ContextSpeed() {}

  /** Measures as the options say; see {@code docs/benchmarks.md}. */
  public static void main(String[] args) throws Exception {
    Program.run(USAGE, OPTIONS, args, ContextSpeed::run);
  }

  private static int run(Arguments arguments) {
    Path file = Path.of(arguments.required("--model"));
    CacheType cache = arguments.constant("--kv-cache", CacheType.F16);
    int tokens = arguments.number("--decode-tokens", 16, 1);
    int rounds = arguments.number("--rounds", 10, 1);
    int threads = arguments.number("--threads", Runtime.getRuntime().availableProcessors(), 1);
    List<Integer> contexts = arguments.numbers("--contexts", "256,8000", 1);
    int longest = Collections.max(contexts);
    if (longest > LONGEST - tokens) {
      throw new IllegalArgumentException(
          "--contexts and --decode-tokens are %d and %d, expected %d together at most"
              .formatted(longest, tokens, LONGEST));
    }
    int capacity = longest + tokens;
    List<Behind> all = new ArrayList<>();
    try (LoadedModel model = LoadedModel.load(file, new LoadOptions(threads, capacity))) {
      try {
        for (int context : contexts) {
          all.add(new Behind(new GreedyDecoding(model, cache, capacity), context));
        }
        for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
          for (Behind behind : all) {
            behind.decode(tokens, round >= 0);
          }
        }
        print(all, cache, threads);
      } finally {
        all.forEach(behind -> behind.decoding.close());
      }
    }
    return Program.OK;
  }

  private static void print(List<Behind> all, CacheType cache, int threads) {
    System.out.printf("%s, %d threads, tokens per second: best (median)%n", cache, threads);
    Rates first = Rates.of(all.getFirst().rates);
    for (Behind behind : all) {
      Rates rates = Rates.of(behind.rates);
      Rates ratio = rates.over(first);
      System.out.printf(
          "behind %6d: %6.1f (%.1f), %.2f (%.2f) of the first%n",
          behind.context, rates.best(), rates.median(), ratio.best(), ratio.median());
    }
  }

  /** A sequence that has read its prompt. */
  private static final class Behind {
    final GreedyDecoding decoding;
    final int context;
    final List<Double> rates = new ArrayList<>();
    int token;

    Behind(GreedyDecoding decoding, int context) {
      this.decoding = decoding;
      this.context = context;
      List<Integer> prompt = RunSettings.randomPrompt(context, 1000, SEED);
      token = decoding.prefill(prompt.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Decodes behind the prompt, wherever the last round ended. */
    void decode(int tokens, boolean counts) {
      decoding.truncate(context);
      long start = System.nanoTime();
      for (int i = 0; i < tokens; i++) {
        token = decoding.decode(token);
      }
      if (counts) {
        rates.add(tokens / ((System.nanoTime() - start) / 1e9));
      }
    }
  }
}
