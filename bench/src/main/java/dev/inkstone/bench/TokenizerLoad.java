package dev.inkstone.bench;

import dev.inkstone.tokenizer.Tokenizer;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/**
 * Says how long loading a tokenizer takes, the first time in a JVM and later, and how much heap it
 * holds. Exit code 1 if the best time or the heap is over its limit.
 */
public final class TokenizerLoad {
  private static final int COLLECTIONS = 3;

  private static final String USAGE =
      "TokenizerLoad --tokenizer FILE_OR_FOLDER [--runs N] [--limit-ms MILLISECONDS]"
          + " [--limit-heap BYTES]";

  private static final Set<String> OPTIONS =
      Set.of("--tokenizer", "--runs", "--limit-ms", "--limit-heap");

  private TokenizerLoad() {}

  /** Measures as the options say; see {@code docs/benchmarks.md}. */
  public static void main(String[] args) throws Exception {
    Program.run(USAGE, OPTIONS, args, TokenizerLoad::run);
  }

  private static int run(Arguments arguments) {
    Path path = Path.of(arguments.required("--tokenizer"));
    double[] milliseconds = new double[arguments.number("--runs", 10, 2)];
    for (int run = 0; run < milliseconds.length; run++) {
      long start = System.nanoTime();
      Tokenizer tokenizer = Tokenizer.load(path);
      milliseconds[run] = (System.nanoTime() - start) / 1e6;
      if (tokenizer.vocabularySize() < 1) {
        throw new IllegalStateException("the tokenizer has no tokens");
      }
    }
    double first = milliseconds[0];
    double second = milliseconds[1];
    double[] later = Arrays.copyOfRange(milliseconds, 1, milliseconds.length);
    Arrays.sort(later);
    long heap = heldBy(path);
    System.out.printf(
        "first %.0f ms, second %.0f ms, later best %.0f and median %.0f ms; heap %,d bytes%n",
        first, second, later[0], later[later.length / 2], heap);
    boolean slow = later[0] > arguments.longNumber("--limit-ms", Integer.MAX_VALUE, 1);
    boolean large = heap > arguments.longNumber("--limit-heap", Integer.MAX_VALUE, 1);
    return slow || large ? Program.LIMIT_EXCEEDED : Program.OK;
  }

  private static long heldBy(Path path) {
    long before = usedHeap();
    Tokenizer tokenizer = Tokenizer.load(path);
    long after = usedHeap();
    // Keeps the tokenizer reachable while the heap is counted.
    return tokenizer.vocabularySize() > 0 ? after - before : 0;
  }

  private static long usedHeap() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    for (int i = 0; i < COLLECTIONS; i++) {
      memory.gc();
    }
    return memory.getHeapMemoryUsage().getUsed();
  }
}
