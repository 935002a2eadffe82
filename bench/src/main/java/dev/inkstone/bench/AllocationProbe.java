package dev.inkstone.bench;

import com.sun.management.ThreadMXBean;
import dev.inkstone.engine.model.LoadOptions;
import dev.inkstone.engine.model.LoadedModel;
import dev.inkstone.engine.tensor.CacheType;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Set;

/**
 * Counts the bytes that decoding a token allocates on the Java heap, in all threads of the process,
 * after warm-up. Exit code 1 if there are more than a limit.
 */
public final class AllocationProbe {
  private static final String USAGE =
      "AllocationProbe --model FILE [--warm-up-tokens 512] [--tokens 128] [--threads N]"
          + " [--limit BYTES_PER_TOKEN]";

  private static final Set<String> OPTIONS =
      Set.of("--model", "--warm-up-tokens", "--tokens", "--threads", "--limit");

  private AllocationProbe() {}

  /** Measures as the options say; see {@code docs/benchmarks.md}. */
  public static void main(String[] args) throws Exception {
    Program.run(USAGE, OPTIONS, args, AllocationProbe::run);
  }

  private static int run(Arguments arguments) {
    int warmUp = arguments.number("--warm-up-tokens", 512, 1);
    int tokens = arguments.number("--tokens", 128, 1);
    long limit = arguments.longNumber("--limit", Long.MAX_VALUE, 0);
    int cores = Runtime.getRuntime().availableProcessors();
    LoadOptions options =
        new LoadOptions(arguments.number("--threads", cores, 1), warmUp + tokens + 1);
    try (LoadedModel model = LoadedModel.load(Path.of(arguments.required("--model")), options)) {
      double bytes = bytesPerToken(model, warmUp, tokens);
      System.out.printf("%.1f bytes per token on the heap, %d tokens%n", bytes, tokens);
      return verdict(bytes, limit);
    }
  }

  private static int verdict(double bytes, long limit) {
    if (bytes <= limit) {
      return Program.OK;
    }
    System.out.printf("limit of %d bytes per token exceeded%n", limit);
    return Program.LIMIT_EXCEEDED;
  }

  private static double bytesPerToken(LoadedModel model, int warmUp, int tokens) {
    ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    try (GreedyDecoding decoding = new GreedyDecoding(model, CacheType.F16, warmUp + tokens + 1)) {
      int token = decoding.prefill(new int[] {0});
      token = decode(decoding, token, warmUp);
      long atStart = threads.getTotalThreadAllocatedBytes();
      decode(decoding, token, tokens);
      return (double) (threads.getTotalThreadAllocatedBytes() - atStart) / tokens;
    }
  }

  private static int decode(GreedyDecoding decoding, int token, int tokens) {
    int next = token;
    for (int i = 0; i < tokens; i++) {
      next = decoding.decode(next);
    }
    return next;
  }
}
