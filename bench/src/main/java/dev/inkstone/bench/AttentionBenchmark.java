package dev.inkstone.bench;

import dev.inkstone.engine.kernel.AttentionCall;
import dev.inkstone.engine.kernel.CacheFormat;
import dev.inkstone.engine.kernel.CacheFormats;
import java.util.ArrayList;
import java.util.List;
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
 * The attention of a layer, or of several one after the other, with the heads of Llama 3.2 1B (32
 * query heads over 8 key/value heads of 64) for the last token of a context (decode) and for its
 * last 256 (prefill).
 *
 * <p>Bytes read per operation at one token: {@code layers * positions * 1024 * 2} of binary16 keys
 * and values. The model has 16 layers: only all of them together are too large for a cache.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class AttentionBenchmark {
  private static final int HEADS = 32;
  private static final int KV_HEADS = 8;
  private static final int HEAD_SIZE = 64;

  /** Positions in the cache, the new tokens included. */
  @Param({"256", "4096", "8192"})
  public int positions = 256;

  /** Query tokens. */
  @Param({"1", "256"})
  public int tokens = 1;

  /** How the cache holds keys and values. */
  @Param({"F16", "F32", "BF16", "Q8_0", "Q4_0"})
  public String cache = "F16";

  /** Threads of the pool, 0 for one per processor. */
  @Param("0")
  public int threads;

  /** Layers, each with a cache of its own. */
  @Param("1")
  public int layers = 1;

  private KernelBench bench = new KernelBench(1);
  private final List<AttentionCall> calls = new ArrayList<>();

  /** Fills a cache with random keys and values. */
  @Setup
  public void prepare() {
    bench.close();
    bench = new KernelBench(threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
    calls.clear();
    for (int layer = 0; layer < layers; layer++) {
      calls.add(call(CacheFormats.byName(cache)));
    }
  }

  private AttentionCall call(CacheFormat format) {
    AttentionCall call = new AttentionCall();
    long computed = (long) tokens * HEADS * HEAD_SIZE;
    call.keys = bench.randomKeys(format, positions, KV_HEADS, HEAD_SIZE);
    call.values = bench.randomValues(format, positions, KV_HEADS, HEAD_SIZE);
    call.queries = bench.randomFloats(computed);
    call.result = bench.floats(computed);
    call.tokens = tokens;
    call.firstPosition = positions - tokens;
    call.heads = HEADS;
    call.scale = (float) (1 / Math.sqrt(HEAD_SIZE));
    return call;
  }

  /** Attention of all layers. */
  @Benchmark
  public List<AttentionCall> attention() {
    for (AttentionCall call : calls) {
      bench.kernels().attention(bench.space(), call);
    }
    return calls;
  }

  /** Frees threads and memory. */
  @TearDown
  public void close() {
    bench.close();
  }
}
