package dev.inkstone.bench;

import dev.inkstone.engine.kernel.PackedMatrix;
import dev.inkstone.engine.quant.BlockFormats;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The multiplication of a packed weight matrix {@code (rows, 2048)} with one token (decode, limited
 * by memory bandwidth) and with 256 (prefill, limited by arithmetic), for every weight format.
 *
 * <p>With 32768 rows the matrix has 67 M weights, 38 MB in Q4_0, so that it does not stay in a
 * cache. Bytes read per operation at one token: {@code packedBytes}, printed at set-up;
 * floating-point operations: {@code 134 M * tokens}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class MultiplyBenchmark {
  private static final int COLUMNS = 2048;

  /** Weight format. */
  @Param({
    "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL",
    "IQ4_XS", "MXFP4", "TQ2_0", "NF4", "F16", "BF16", "F32"
  })
  public String format = "Q4_0";

  /** Rows of the matrix. */
  @Param("32768")
  public int rows = 32_768;

  /** Tokens multiplied at once. */
  @Param({"1", "256"})
  public int tokens = 1;

  /** Threads of the pool, 0 for one per processor. */
  @Param("0")
  public int threads;

  private KernelBench bench = new KernelBench(1);
  private PackedMatrix matrix = bench.randomMatrix(BlockFormats.byName("F32"), 1, 1);
  private MemorySegment x = MemorySegment.NULL;
  private MemorySegment y = MemorySegment.NULL;

  /** Makes a random matrix of the format and packs it. */
  @Setup
  public void prepare() {
    bench.close();
    bench = new KernelBench(threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
    matrix = bench.randomMatrix(BlockFormats.byName(format), rows, COLUMNS);
    x = bench.randomFloats((long) tokens * COLUMNS);
    y = bench.floats((long) tokens * rows);
    System.out.printf("%s: packedBytes = %,d%n", format, matrix.bytes());
  }

  /** One multiplication. */
  @Benchmark
  public MemorySegment multiply() {
    bench.kernels().multiply(bench.space(), matrix, x, tokens, y);
    return y;
  }

  /** Frees threads and memory. */
  @TearDown
  public void close() {
    bench.close();
  }
}
