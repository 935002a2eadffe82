package dev.inkstone.bench;

import dev.inkstone.engine.kernel.PackedMatrix;
import dev.inkstone.engine.quant.BlockFormat;
import dev.inkstone.engine.quant.BlockFormats;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The speed of a packed matrix in every weight format, one line each: bytes of panels read per
 * second by the product with one token, which memory limits, and operations per second of the
 * product with many, which arithmetic limits.
 */
public final class PanelSpeed {
  private static final String USAGE =
      "PanelSpeed [--formats Q4_0,Q4_K] [--rows 65536] [--columns 2048] [--threads N]"
          + " [--tokens 256, 0 for none] [--runs 60]";
  private static final Set<String> OPTIONS =
      Set.of("--formats", "--rows", "--columns", "--threads", "--tokens", "--runs");
  private static final int PREFILL_ROWS = 4096;
  private static final long WARM_UP_NANOS = 1_500_000_000;

  private PanelSpeed() {}

  /** Measures as the options say; see {@code docs/benchmarks.md}. */
  public static void main(String[] args) throws Exception {
    Program.run(USAGE, OPTIONS, args, PanelSpeed::run);
  }

  private static int run(Arguments arguments) {
    List<BlockFormat> formats =
        arguments
            .optional("--formats")
            .map(names -> List.of(names.split(",")).stream().map(BlockFormats::byName).toList())
            .orElseGet(BlockFormats::all);
    int rows = arguments.number("--rows", 65_536, 1);
    int columns = arguments.number("--columns", 2048, 256);
    int threads = arguments.number("--threads", Runtime.getRuntime().availableProcessors(), 1);
    int tokens = arguments.number("--tokens", 256, 0);
    int runs = arguments.number("--runs", 60, 1);
    System.out.printf("%d threads; decode %d x %d, 1 token", threads, rows, columns);
    System.out.printf("; prefill %d x %d, %d tokens%n", PREFILL_ROWS, columns, tokens);
    System.out.printf("%-8s %11s %20s %20s%n", "format", "bits/weight", "GB/s", "GFLOP/s");
    System.out.printf("%-8s %11s %20s %20s%n", "", "in panels", "best (median)", "best (median)");
    for (BlockFormat format : formats) {
      try (KernelBench bench = new KernelBench(threads)) {
        PackedMatrix wide = bench.randomMatrix(format, rows, columns);
        Rates bytes = rates(bench, wide, 1, runs, (double) wide.bytes());
        System.out.printf(
            "%-8s %11.3f %12.1f (%5.1f)",
            format.name(),
            8.0 * wide.bytes() / ((double) rows * columns),
            bytes.best() / 1e9,
            bytes.median() / 1e9);
        if (tokens > 0) {
          PackedMatrix small = bench.randomMatrix(format, PREFILL_ROWS, columns);
          double operations = 2.0 * PREFILL_ROWS * columns * tokens;
          Rates flops = rates(bench, small, tokens, Math.ceilDiv(runs, 3), operations);
          System.out.printf(" %12.1f (%5.1f)", flops.best() / 1e9, flops.median() / 1e9);
        }
        System.out.println();
      }
    }
    return Program.OK;
  }

  /** How much of {@code work} a second was done in each of {@code runs} products, once warm. */
  private static Rates rates(
      KernelBench bench, PackedMatrix matrix, int tokens, int runs, double work) {
    MemorySegment x = bench.randomFloats((long) tokens * matrix.columns());
    MemorySegment y = bench.floats((long) tokens * matrix.rows());
    List<Double> rates = new ArrayList<>();
    long begin = System.nanoTime();
    while (rates.size() < runs) {
      long start = System.nanoTime();
      bench.kernels().multiply(bench.space(), matrix, x, tokens, y);
      long end = System.nanoTime();
      if (start - begin > WARM_UP_NANOS) {
        rates.add(work / ((end - start) / 1e9));
      }
    }
    return Rates.of(rates);
  }
}
