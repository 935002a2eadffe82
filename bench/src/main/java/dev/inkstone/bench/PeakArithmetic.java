package dev.inkstone.bench;

import dev.inkstone.engine.kernel.PackedMatrix;
import dev.inkstone.engine.kernel.Workers;
import dev.inkstone.engine.quant.BlockFormats;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.DoubleAdder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Measures the most binary32 operations per second that fused multiply-adds on registers reach, and
 * in turns with it how near the multiplication of a packed matrix with many tokens comes.
 */
public final class PeakArithmetic {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int ROUNDS = 2_000_000;
  private static final int ACCUMULATORS = 12;
  private static final int COLUMNS = 2048;
  private static final int ROWS = 8192;

  private static final String USAGE =
      "PeakArithmetic [--format Q4_0] [--tokens 256] [--threads N] [--runs 20] [--limit-percent N]";
  private static final Set<String> OPTIONS =
      Set.of("--format", "--tokens", "--threads", "--runs", "--limit-percent");

  private PeakArithmetic() {}

  /** Measures as the options say; see {@code docs/benchmarks.md}. */
  public static void main(String[] args) throws Exception {
    Program.run(USAGE, OPTIONS, args, PeakArithmetic::run);
  }

  private static int run(Arguments arguments) {
    int threads = arguments.number("--threads", Runtime.getRuntime().availableProcessors(), 1);
    int tokens = arguments.number("--tokens", 256, 2);
    int runs = arguments.number("--runs", 20, 1);
    int limit = arguments.number("--limit-percent", 0, 0);
    String format = arguments.optional("--format").orElse("Q4_0");
    List<Double> peak = new ArrayList<>();
    List<Double> product = new ArrayList<>();
    try (KernelBench bench = new KernelBench(threads)) {
      PackedMatrix matrix = bench.randomMatrix(BlockFormats.byName(format), ROWS, COLUMNS);
      MemorySegment x = bench.randomFloats((long) tokens * COLUMNS);
      MemorySegment y = bench.floats((long) tokens * ROWS);
      for (int run = -runs; run < runs; run++) {
        double registers = multiplyAdds(bench.space().workers());
        long start = System.nanoTime();
        bench.kernels().multiply(bench.space(), matrix, x, tokens, y);
        double seconds = (System.nanoTime() - start) / 1e9;
        // The first half of the runs compiles.
        if (run >= 0) {
          peak.add(registers);
          product.add(2.0 * ROWS * COLUMNS * tokens / seconds);
        }
      }
    }
    Rates most = Rates.of(peak);
    Rates reached = Rates.of(product);
    Rates part = reached.over(most);
    System.out.printf(
        "%d threads, %d-bit registers: best %.0f, median %.0f GFLOP/s%n",
        threads, SPECIES.vectorBitSize(), most.best() / 1e9, most.median() / 1e9);
    System.out.printf(
        "%s (%d, %d) times %d tokens: best %.0f, median %.0f GFLOP/s, %.0f %% (%.0f %%) of it%n",
        format,
        ROWS,
        COLUMNS,
        tokens,
        reached.best() / 1e9,
        reached.median() / 1e9,
        100 * part.best(),
        100 * part.median());
    return 100 * part.best() >= limit ? Program.OK : Program.LIMIT_EXCEEDED;
  }

  private static double multiplyAdds(Workers workers) {
    DoubleAdder sink = new DoubleAdder();
    int chunks = workers.threads() * 4;
    long start = System.nanoTime();
    workers.run(chunks, (chunk, worker) -> sink.add(onRegisters(ROUNDS, 1 + chunk * 1e-3f)));
    double seconds = (System.nanoTime() - start) / 1e9;
    if (Double.isNaN(sink.sum())) {
      throw new IllegalStateException("sums of finite numbers are not a number");
    }
    return 2.0 * ROUNDS * ACCUMULATORS * SPECIES.length() * chunks / seconds;
  }

  /** Twelve independent sums: enough to hide that each waits for itself. */
  private static float onRegisters(int rounds, float value) {
    FloatVector a = FloatVector.broadcast(SPECIES, value);
    FloatVector b = FloatVector.broadcast(SPECIES, 0.5f);
    FloatVector s0 = a;
    FloatVector s1 = a.add(1);
    FloatVector s2 = a.add(2);
    FloatVector s3 = a.add(3);
    FloatVector s4 = a.add(4);
    FloatVector s5 = a.add(5);
    FloatVector s6 = a.add(6);
    FloatVector s7 = a.add(7);
    FloatVector s8 = a.add(8);
    FloatVector s9 = a.add(9);
    FloatVector s10 = a.add(10);
    FloatVector s11 = a.add(11);
    for (int i = 0; i < rounds; i++) {
      s0 = s0.fma(b, a);
      s1 = s1.fma(b, a);
      s2 = s2.fma(b, a);
      s3 = s3.fma(b, a);
      s4 = s4.fma(b, a);
      s5 = s5.fma(b, a);
      s6 = s6.fma(b, a);
      s7 = s7.fma(b, a);
      s8 = s8.fma(b, a);
      s9 = s9.fma(b, a);
      s10 = s10.fma(b, a);
      s11 = s11.fma(b, a);
    }
    FloatVector low = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
    FloatVector high = s6.add(s7).add(s8).add(s9).add(s10).add(s11);
    return low.add(high).reduceLanes(VectorOperators.ADD);
  }
}
