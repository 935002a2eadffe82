package dev.inkstone.engine.kernel;

import dev.inkstone.engine.quant.BlockFormats;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The program of a JVM that warms up for some formats, then does what a first prompt does. Prints
 * how many bytes each operation allocates for a vector that it computes.
 */
final class WarmUpTrial implements AutoCloseable {
  static final String SEPARATOR = ": ";

  /** Ten times what it needs, for machines that are slow or busy. */
  private static final long NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final int ROWS = 1024;
  private static final int COLUMNS = 2048;
  private static final int TOKENS = 12;
  private static final int HEADS = 8;
  private static final int KEY_HEADS = 2;
  private static final int HEAD_SIZE = 64;
  private static final int POSITIONS = 1000;

  private final Arena arena = Arena.ofShared();
  private final Workers workers = Workers.of(1); // all on the thread whose bytes are counted
  private final Workspace space = new Workspace(workers);
  private final Kernels kernels = new VectorKernels();
  private final MemorySegment x = floats(TOKENS * COLUMNS);
  private final MemorySegment y = floats(TOKENS * COLUMNS);
  private final AttentionCall attention = new AttentionCall();

  private WarmUpTrial() {
    attention.queries = x;
    attention.result = y;
    attention.heads = HEADS;
    attention.scale = 1;
    for (KeyValueRows rows : List.of(attention.keys, attention.values)) {
      long bytes = KeyValueRows.bytes(CacheFormats.F16, POSITIONS, KEY_HEADS, HEAD_SIZE);
      rows.pages(arena.allocate(bytes, 64), CacheFormats.F16, KEY_HEADS, HEAD_SIZE);
    }
  }

  /** Takes the names of formats. */
  public static void main(String[] args) {
    try (WarmUpTrial trial = new WarmUpTrial()) {
      trial.run(List.of(args));
    }
  }

  private MemorySegment floats(int count) {
    return arena.allocate(count * 4L, 64);
  }

  private void run(List<String> names) {
    List<PanelMatrix> matrices =
        names.stream().map(name -> matrix(BlockFormats.byName(name).panelFormat())).toList();
    MemorySegment memory = arena.allocate(InnerKernels.BYTES, 64);
    WarmUp warmUp = new WarmUp(NANOS, CpuFeatures::allocatedBytes);
    boolean compiled = warmUp.runInner(InnerKernels.of(matrices, memory));
    report("%s, inner kernels that never compile".formatted(names), compiled ? 0 : 1);
    if (!compiled) {
      return;
    }
    for (int i = 0; i < names.size(); i++) {
      multiply("%s of %s".formatted(names.get(i), names), matrices.get(i));
    }
    attendAndMore();
    boolean done = WarmUp.run(kernels, matrices, workers, NANOS);
    report("%s, whole kernels that never end".formatted(names), done ? 0 : 1);
  }

  private PanelMatrix matrix(PanelFormat format) {
    long bytes = PackedMatrix.bytesFor(format, ROWS, COLUMNS, Lanes.COUNT);
    PackedMatrix packed = kernels.adopt(format, ROWS, COLUMNS, arena.allocate(bytes, 64));
    return PanelMatrix.of(packed, Lanes.COUNT);
  }

  private static void report(String what, double value) {
    System.out.println(what + SEPARATOR + value);
  }

  private void multiply(String name, PanelMatrix matrix) {
    for (int tokens : new int[] {6, 4, 2, 1}) {
      measure(
          "%s, product with %d tokens".formatted(name, tokens),
          (long) ROWS * COLUMNS * tokens,
          () -> kernels.multiply(space, matrix, x, tokens, y));
    }
  }

  private void attendAndMore() {
    for (int tokens : new int[] {TOKENS, 1}) {
      measure(
          "attention of %d tokens".formatted(tokens),
          (long) tokens * HEADS * POSITIONS * 2 * HEAD_SIZE,
          () -> attend(tokens));
    }
    int count = TOKENS * COLUMNS;
    measure("norm", count, () -> kernels.rmsNorm(space, x, x, 1, TOKENS, COLUMNS, y));
    measure("sum", count, () -> kernels.add(space, x, x, count, y));
    measure("multiple", count, () -> kernels.scale(space, x, 2, count, y));
    measure("gate", count, () -> kernels.swiGlu(space, x, x, count, y));
  }

  private void attend(int tokens) {
    attention.tokens = tokens;
    attention.firstPosition = POSITIONS - tokens;
    kernels.attention(space, attention);
  }

  private void measure(String what, long elements, Runnable operation) {
    long before = CpuFeatures.allocatedBytes();
    operation.run();
    long allocated = CpuFeatures.allocatedBytes() - before;
    report(what, (double) allocated * Lanes.COUNT / elements);
  }

  @Override
  public void close() {
    space.close();
    workers.close();
    arena.close();
  }
}
