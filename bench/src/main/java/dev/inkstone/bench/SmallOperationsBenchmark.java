package dev.inkstone.bench;

import dev.inkstone.engine.kernel.CacheFormats;
import dev.inkstone.engine.kernel.Kernels;
import dev.inkstone.engine.kernel.KeyValueRows;
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
 * The operations between multiplications, at the widths of Llama 3.2 1B: what they add to a token,
 * and what calling the threads for them costs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class SmallOperationsBenchmark {
  private static final int HIDDEN = 2048;
  private static final int FEED_FORWARD = 8192;
  private static final int HEADS = 32;
  private static final int HEAD_SIZE = 64;
  private static final float EPSILON = 1e-5f;

  /** Rows worked on at once. */
  @Param({"1", "256"})
  public int tokens = 1;

  /** Threads of the pool, 0 for one per processor. */
  @Param("0")
  public int threads;

  private KernelBench bench = new KernelBench(1);
  private MemorySegment a = MemorySegment.NULL;
  private MemorySegment b = MemorySegment.NULL;
  private MemorySegment y = MemorySegment.NULL;
  private KeyValueRows cache = KeyValueRows.ofKeys();

  /** Fills the operands. */
  @Setup
  public void prepare() {
    bench.close();
    bench = new KernelBench(threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
    a = bench.randomFloats((long) tokens * FEED_FORWARD);
    b = bench.randomFloats((long) tokens * FEED_FORWARD);
    y = bench.floats((long) tokens * FEED_FORWARD);
    cache = bench.emptyKeys(CacheFormats.F16, tokens, HEADS, HEAD_SIZE);
  }

  /** Normalizes the residual stream. */
  @Benchmark
  public MemorySegment rmsNorm() {
    kernels().rmsNorm(bench.space(), a, b, EPSILON, tokens, HIDDEN, y);
    return y;
  }

  /** Adds to the residual stream. */
  @Benchmark
  public MemorySegment add() {
    kernels().add(bench.space(), a, b, (long) tokens * HIDDEN, y);
    return y;
  }

  /** Gates the feed-forward network. */
  @Benchmark
  public MemorySegment swiGlu() {
    kernels().swiGlu(bench.space(), a, b, (long) tokens * FEED_FORWARD, y);
    return y;
  }

  /** Rotates all query heads. */
  @Benchmark
  public MemorySegment rotate() {
    kernels().rotate(bench.space(), a, tokens, HEADS, HEAD_SIZE, HEAD_SIZE, true, b, y);
    return y;
  }

  /** Stores a row of keys in the cache. */
  @Benchmark
  public MemorySegment store() {
    kernels().store(bench.space(), a, tokens, cache, 0);
    return a;
  }

  /** Frees threads and memory. */
  @TearDown
  public void close() {
    bench.close();
  }

  private Kernels kernels() {
    return bench.kernels();
  }
}
