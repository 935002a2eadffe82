package dev.inkstone.bench;

import dev.inkstone.engine.quant.BlockFormat;
import dev.inkstone.engine.quant.BlockFormats;
import dev.inkstone.engine.tensor.DType;
import dev.inkstone.engine.tensor.EagerOps;
import dev.inkstone.engine.tensor.Shape;
import dev.inkstone.engine.tensor.Tensor;
import dev.inkstone.engine.tensor.Weight;
import dev.inkstone.engine.tensor.WeightMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The speed of the three products of a linear layer under training, in turns: forward, the gradient
 * of the input through a weight in some format, the gradient of a binary32 weight. With one thread
 * its processor time counts, which other work on the machine hardly changes.
 */
public final class GradientSpeed {
  private static final String USAGE =
      "GradientSpeed [--formats F32,Q4_0,Q4_K] [--out 8192] [--in 2048] [--tokens 256]"
          + " [--threads N] [--runs 20]";
  private static final Set<String> OPTIONS =
      Set.of("--formats", "--out", "--in", "--tokens", "--threads", "--runs");
  private static final String[] PRODUCTS = {"forward", "input", "weight"};
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long WARM_UP_NANOS = 3_000_000_000L;

  private final WeightMemory memory;
  private final SplittableRandom random = new SplittableRandom(17);

  private GradientSpeed(WeightMemory memory) {
    this.memory = memory;
  }

  /** Measures as the options say; see {@code docs/benchmarks.md}. */
  public static void main(String[] args) throws Exception {
    Program.run(USAGE, OPTIONS, args, GradientSpeed::run);
  }

  private static int run(Arguments arguments) {
    String names = arguments.optional("--formats").orElse("F32,Q4_0,Q4_K");
    List<BlockFormat> formats =
        List.of(names.split(",")).stream().map(BlockFormats::byName).toList();
    int out = arguments.number("--out", 8192, 1);
    int in = arguments.number("--in", 2048, 256);
    int tokens = arguments.number("--tokens", 256, 1);
    int threads = arguments.number("--threads", Runtime.getRuntime().availableProcessors(), 1);
    int runs = arguments.number("--runs", 20, 1);
    System.out.printf(
        "(%d, %d), %d tokens, %d threads; best (median), GFLOP/s%n", out, in, tokens, threads);
    for (BlockFormat format : formats) {
      try (WeightMemory memory = WeightMemory.open(threads)) {
        GradientSpeed speed = new GradientSpeed(memory);
        List<Rates> rates = speed.measure(format, out, in, tokens, runs);
        System.out.printf("%-8s", format.name());
        for (int i = 0; i < PRODUCTS.length; i++) {
          Rates rate = rates.get(i);
          System.out.printf(
              " %8s %6.1f (%6.1f)", PRODUCTS[i], rate.best() / 1e9, rate.median() / 1e9);
        }
        System.out.println();
      }
    }
    return Program.OK;
  }

  private List<Rates> measure(BlockFormat format, int out, int in, int tokens, int runs) {
    Weight weight = weight(format, out, in);
    Tensor x = tensor(tokens, in);
    Tensor dy = tensor(tokens, out);
    Tensor dx = tensor(tokens, in);
    Tensor dw = tensor(out, in);
    List<List<Double>> rates = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    try (EagerOps ops = EagerOps.keeping(memory)) {
      Runnable[] products = {
        () -> ops.linear(weight, x),
        () -> ops.addInputGradient(weight, dy, dx),
        () -> ops.addWeightGradient(dy, x, dw)
      };
      long begin = System.nanoTime();
      while (rates.getLast().size() < runs) {
        ops.reset();
        boolean warm = System.nanoTime() - begin > WARM_UP_NANOS;
        for (int i = 0; i < products.length; i++) {
          long start = nanos();
          products[i].run();
          double seconds = (nanos() - start) / 1e9;
          if (warm) {
            rates.get(i).add(2.0 * out * in * tokens / seconds);
          }
        }
      }
    }
    return rates.stream().map(Rates::of).toList();
  }

  private long nanos() {
    return memory.threads() == 1 ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
  }

  private Weight weight(BlockFormat format, int out, int in) {
    MemorySegment data = memory.arena().allocate(out * format.bytesFor(in), 64);
    float[] row = new float[in];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        row[i] = (float) random.nextGaussian();
      }
      format.encode(row, 0, in, data, o * format.bytesFor(in));
    }
    return new Weight("w", Shape.of(out, in), format, data, memory);
  }

  private Tensor tensor(int rows, int columns) {
    long count = (long) rows * columns;
    MemorySegment data = memory.arena().allocate(count * Float.BYTES, 64);
    for (long i = 0; i < count; i++) {
      data.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian() / 64);
    }
    return Tensor.of(DType.F32, rows, columns, data);
  }
}
