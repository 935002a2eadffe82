package dev.inkstone.bench;

import dev.inkstone.engine.kernel.PackedMatrix;
import dev.inkstone.engine.quant.BlockFormat;
import dev.inkstone.engine.quant.BlockFormats;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The matrices of a whole model, one product with one token after the other: what of a token's time
 * is their reading, and how fast memory gives each kind of them. Best of all rounds, kind by kind.
 */
public final class TokenProducts {
  private static final String USAGE =
      "TokenProducts [--formats Q4_0,Q8_0] [--threads N] [--seconds 8]";
  private static final Set<String> OPTIONS = Set.of("--formats", "--threads", "--seconds");
  private static final ModelShape SHAPE = ModelShape.LLAMA_3_2_1B;

  private final KernelBench bench;
  private final List<Kind> kinds = new ArrayList<>();
  private final MemorySegment x;
  private final MemorySegment y;

  private TokenProducts(KernelBench bench, BlockFormat format) {
    this.bench = bench;
    int hidden = SHAPE.hidden();
    add("queries", format, SHAPE.layers(), hidden, hidden);
    add("keys", format, SHAPE.layers(), SHAPE.kvColumns(), hidden);
    add("values", format, SHAPE.layers(), SHAPE.kvColumns(), hidden);
    add("output", format, SHAPE.layers(), hidden, hidden);
    add("gate", format, SHAPE.layers(), SHAPE.feedForward(), hidden);
    add("up", format, SHAPE.layers(), SHAPE.feedForward(), hidden);
    add("down", format, SHAPE.layers(), hidden, SHAPE.feedForward());
    add("head", format, 1, SHAPE.vocabulary(), hidden);
    x = bench.randomFloats(SHAPE.feedForward());
    y = bench.floats(SHAPE.vocabulary());
  }

  /** Measures as the options say; see {@code docs/benchmarks.md}. */
  public static void main(String[] args) throws Exception {
    Program.run(USAGE, OPTIONS, args, TokenProducts::run);
  }

  private static int run(Arguments arguments) {
    int threads = arguments.number("--threads", Runtime.getRuntime().availableProcessors(), 1);
    long nanos = arguments.number("--seconds", 8, 1) * 1_000_000_000L;
    for (String name : List.of(arguments.optional("--formats").orElse("Q4_0").split(","))) {
      try (KernelBench bench = new KernelBench(threads)) {
        TokenProducts products = new TokenProducts(bench, BlockFormats.byName(name));
        products.measure(nanos);
        products.print(name, threads);
      }
    }
    return Program.OK;
  }

  private void add(String name, BlockFormat format, int count, int rows, int columns) {
    List<PackedMatrix> matrices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      matrices.add(bench.randomMatrix(format, rows, columns));
    }
    kinds.add(new Kind(name, matrices));
  }

  private void measure(long nanos) {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < nanos) {
      for (Kind kind : kinds) {
        kind.now = 0;
      }
      for (int layer = 0; layer < SHAPE.layers(); layer++) {
        for (Kind kind : kinds) {
          if (layer < kind.matrices.size()) {
            multiply(kind, kind.matrices.get(layer));
          }
        }
      }
      for (Kind kind : kinds) {
        kind.best = Math.min(kind.best, kind.now);
      }
    }
  }

  private void multiply(Kind kind, PackedMatrix matrix) {
    long start = System.nanoTime();
    bench.kernels().multiply(bench.space(), matrix, x, 1, y);
    kind.now += System.nanoTime() - start;
  }

  private void print(String format, int threads) {
    System.out.printf("%s, %d threads%n", format, threads);
    System.out.printf("%-8s %10s %8s%n", "matrices", "ms a token", "GB/s");
    double millis = 0;
    double bytes = 0;
    for (Kind kind : kinds) {
      System.out.printf("%-8s %10.2f %8.1f%n", kind.name, kind.millis(), kind.gigabytesPerSecond());
      millis += kind.millis();
      bytes += kind.bytes();
    }
    System.out.printf("%-8s %10.2f %8.1f%n", "all", millis, bytes / millis / 1e6);
  }

  /** Matrices that have the same place in every layer. */
  private static final class Kind {
    final String name;
    final List<PackedMatrix> matrices;
    long now;
    long best = Long.MAX_VALUE;

    Kind(String name, List<PackedMatrix> matrices) {
      this.name = name;
      this.matrices = matrices;
    }

    double millis() {
      return best / 1e6;
    }

    double bytes() {
      return matrices.stream().mapToDouble(PackedMatrix::bytes).sum();
    }

    double gigabytesPerSecond() {
      return bytes() / millis() / 1e6;
    }
  }
}
