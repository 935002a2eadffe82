package dev.inkstone.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Measures how many bytes per second a number of threads read from memory: decoding reads every
 * weight once per token, so this rate over the model's size is the most tokens per second there can
 * be.
 */
public final class ReadBandwidth {
  private static final VectorSpecies<Long> SPECIES = LongVector.SPECIES_PREFERRED;
  private static final int STEP = SPECIES.vectorByteSize();
  private static final int UNROLLED = 4;
  private static final long MEBI = 1 << 20;

  private static final String USAGE = "ReadBandwidth [--threads N] [--mebibytes 1024] [--runs 20]";
  private static final Set<String> OPTIONS = Set.of("--threads", "--mebibytes", "--runs");

  private ReadBandwidth() {}

  /** Measures as the options say; see {@code docs/benchmarks.md}. */
  public static void main(String[] args) throws Exception {
    Program.run(USAGE, OPTIONS, args, ReadBandwidth::run);
  }

  private static int run(Arguments arguments) throws InterruptedException, ExecutionException {
    int threads = arguments.number("--threads", Runtime.getRuntime().availableProcessors(), 1);
    long bytes = arguments.longNumber("--mebibytes", 1024, threads) * MEBI;
    Rates rates = measure(threads, bytes, arguments.number("--runs", 20, 1));
    System.out.printf(
        "%d threads, %d-bit loads, %,d bytes: best %.2f GB/s, median %.2f GB/s%n",
        threads, SPECIES.vectorBitSize(), bytes, rates.best() / 1e9, rates.median() / 1e9);
    return Program.OK;
  }

  /** Bytes per second of {@code runs} passes over {@code bytes} bytes, shared by the threads. */
  static Rates measure(int threads, long bytes, int runs)
      throws InterruptedException, ExecutionException {
    try (Arena arena = Arena.ofShared();
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Callable<Long>> readers = readers(arena, threads, bytes);
      List<Double> rates = new ArrayList<>();
      // The first pass compiles.
      pass(pool, readers);
      for (int run = 0; run < runs; run++) {
        long start = System.nanoTime();
        pass(pool, readers);
        rates.add(bytes / ((System.nanoTime() - start) / 1e9));
      }
      return Rates.of(rates);
    }
  }

  private static List<Callable<Long>> readers(Arena arena, int threads, long bytes) {
    long alignment = (long) STEP * UNROLLED;
    long share = bytes / threads / alignment * alignment;
    List<Callable<Long>> readers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      MemorySegment part = arena.allocate(share, alignment);
      // Pages that were never written are all the same page of zeros.
      part.fill((byte) 1);
      readers.add(() -> sum(part));
    }
    return readers;
  }

  private static void pass(ExecutorService pool, List<Callable<Long>> readers)
      throws InterruptedException, ExecutionException {
    for (Future<Long> sum : pool.invokeAll(readers)) {
      if (sum.get() == 0) {
        throw new IllegalStateException("the sum of ones is zero");
      }
    }
  }

  private static long sum(MemorySegment part) {
    LongVector a = LongVector.zero(SPECIES);
    LongVector b = a;
    LongVector c = a;
    LongVector d = a;
    ByteOrder order = ByteOrder.nativeOrder();
    for (long at = 0; at < part.byteSize(); at += (long) STEP * UNROLLED) {
      a = a.add(LongVector.fromMemorySegment(SPECIES, part, at, order));
      b = b.add(LongVector.fromMemorySegment(SPECIES, part, at + STEP, order));
      c = c.add(LongVector.fromMemorySegment(SPECIES, part, at + 2L * STEP, order));
      d = d.add(LongVector.fromMemorySegment(SPECIES, part, at + 3L * STEP, order));
    }
    return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
  }
}
