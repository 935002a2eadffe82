package dev.inkstone.engine.kernel;

import static dev.inkstone.engine.kernel.KernelsUnderTest.floats;
import static dev.inkstone.engine.kernel.KernelsUnderTest.gaussian;
import static dev.inkstone.engine.kernel.KernelsUnderTest.segment;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A vector that escapes is boxed, which costs a kernel most of its speed: nothing may allocate. */
class AllocationTest {
  private static final int CALLS = 1000;
  // With -Xbatch a call that starts a compilation waits for it, so the code is final after two or
  // three rounds, however busy the machine is.
  private static final int ROUNDS = 20;
  private static final int[] STARTS = {0, 15, 16, 66};
  private static final int[] MIXED = {4, 0, 2, 2, 1, 3};
  // The order of the formats, which what the compiler knows depends on: 0 is that of the list.
  private static final int ORDER = Integer.getInteger("inkstone.order", 0);
  // More than a page.
  private static final int POSITIONS = KeyValueRows.PAGE + 8;
  // The first of three tokens whose keys and values are stored.
  private static final int LAST = KeyValueRows.PAGE + 5;
  // Of 1000 calls together: what the management bean and a late compilation leave.
  private static final long TOLERATED_BYTES = 4096;

  @Test
  void compiled_kernels_allocate_nothing_and_give_the_bits_of_the_first_call() {
    assumeTrue(
        ManagementFactory.getRuntimeMXBean().getInputArguments().contains("-Xbatch"),
        "needs a JVM with -Xbatch");
    assumeTrue(CpuFeatures.current().vectorsUsable(), () -> CpuFeatures.current().description());
    for (PanelFormat format : inOrder(SampleMatrix.FORMATS)) {
      try (Fixture fixture = new Fixture(format)) {
        assertNothingAllocated(
            fixture, "multiply by 1 token, " + format, () -> fixture.multiply(1));
        assertNothingAllocated(
            fixture, "multiply by 3 tokens, " + format, () -> fixture.multiply(3));
        assertNothingAllocated(
            fixture, "multiply by 1 token after others, " + format, fixture::multiplyLater);
      }
    }
    try (Fixture fixture = new Fixture(PanelFormat.Floats.F32)) {
      for (String cache : inOrder(CacheFormats.all().keySet().stream().sorted().toList())) {
        fixture.fill(CacheFormats.byName(cache));
        assertNothingAllocated(fixture, cache + ", 1 token", () -> fixture.attend(1, 8));
        assertNothingAllocated(fixture, cache + ", 1 token, heads", () -> fixture.attend(1, 2));
        assertNothingAllocated(fixture, cache + ", 3 tokens", () -> fixture.attend(3, 8));
      }
      for (int tokens : new int[] {1, 3}) {
        assertNothingAllocated(
            fixture,
            "layers of two shapes, %d tokens".formatted(tokens),
            () -> fixture.attendInTwoShapes(tokens));
      }
      assertNothingAllocated(
          fixture, "several matrices by 1 token", () -> fixture.multiplyTogether(1));
      assertNothingAllocated(
          fixture, "several matrices by 3 tokens", () -> fixture.multiplyTogether(3));
      assertNothingAllocated(fixture, "transposed product", fixture::multiplyTransposed);
      assertNothingAllocated(fixture, "small operations", fixture::smallOperations);
      assertNothingAllocated(fixture, "mixed rows", fixture::mixRows);
      assertNothingAllocated(fixture, "attention within sequences", fixture::attendWithin);
      assertNothingAllocated(fixture, "operations of encoders", fixture::encoderOperations);
    }
  }

  private static <T> List<T> inOrder(List<T> all) {
    List<T> ordered = new ArrayList<>(all);
    if (ORDER != 0) {
      Collections.shuffle(ordered, new Random(ORDER));
    }
    return ordered;
  }

  private static void assertNothingAllocated(Fixture fixture, String what, Runnable call) {
    call.run();
    float[] first = fixture.result();
    long bytes = Long.MAX_VALUE;
    for (int round = 0; bytes > TOLERATED_BYTES && round < ROUNDS; round++) {
      long before = allocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        call.run();
      }
      bytes = allocatedBytes() - before;
    }
    assertThat(bytes)
        .as("%s: bytes allocated by %d calls (-Dinkstone.order=%d)", what, CALLS, ORDER)
        .isLessThanOrEqualTo(TOLERATED_BYTES);
    assertThat(fixture.result()).as("%s: result", what).isEqualTo(first);
  }

  private static long allocatedBytes() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] ids =
        Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
            .filter(t -> t != null && t.getThreadName().startsWith("inkstone-worker-"))
            .mapToLong(t -> t.getThreadId())
            .toArray();
    return threads.getCurrentThreadAllocatedBytes()
        + Arrays.stream(threads.getThreadAllocatedBytes(ids)).sum();
  }

  private static final class Fixture implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final Workers workers = Workers.of(2);
    private final Workspace space = new Workspace(workers);
    private final Kernels kernels = CpuFeatures.kernels();
    private final Random random = new Random(20260104);
    private final PackedMatrix matrix;
    private final MemorySegment a = segment(arena, gaussian(40_000, random));
    private final MemorySegment b = segment(arena, gaussian(40_000, random));
    private final MemorySegment y = segment(arena, gaussian(40_000, random));
    private final MemorySegment[] results = new MemorySegment[10];
    private final AttentionCall call = new AttentionCall();
    private final MultiplyCall products = new MultiplyCall();
    private final KeyValueRows keys = KeyValueRows.ofKeys();
    private final KeyValueRows values = KeyValueRows.ofValues();
    private final KeyValueRows plainKeys = KeyValueRows.ofKeys().plain(b, 8, 16);
    private final KeyValueRows plainValues = KeyValueRows.ofValues().plain(b, 8, 32);
    private final KeyValueRows[] layerKeys = {
      KeyValueRows.ofKeys().plain(b, 2, 64), KeyValueRows.ofKeys().plain(b, 2, 4)
    };
    private final KeyValueRows[] layerValues = {
      KeyValueRows.ofValues().plain(b, 2, 4), KeyValueRows.ofValues().plain(b, 2, 160)
    };

    private final RowReader rowsOfA =
        (row, target, at) -> MemorySegment.copy(a, JAVA_FLOAT, row * 160L, target, at, 40);

    Fixture(PanelFormat format) {
      SampleMatrix sample = SampleMatrix.of(format, 33, 256, arena, random);
      matrix = kernels.pack(sample.source, arena, workers);
      for (int i = 0; i < results.length; i++) {
        results[i] = y.asSlice(i * 4096L);
      }
    }

    void multiply(int tokens) {
      kernels.multiply(space, matrix, a, tokens, y);
    }

    void multiplyLater() {
      kernels.multiply(space, matrix, a, 5, 1, y);
    }

    void fill(CacheFormat format) {
      long bytes = KeyValueRows.bytes(format, POSITIONS, 2, 32);
      keys.pages(arena.allocate(bytes, 64), format, 2, 16);
      values.pages(arena.allocate(bytes, 64), format, 2, 32);
      kernels.store(space, a, POSITIONS, keys, 0);
      kernels.store(space, b, POSITIONS, values, 0);
    }

    /** Stores the keys and values of the last tokens, then attends. */
    void attend(int tokens, int heads) {
      kernels.store(space, a, tokens, keys, LAST);
      kernels.store(space, b, tokens, values, LAST);
      call.queries = a;
      call.keys = keys;
      call.values = values;
      call.result = y;
      call.tokens = tokens;
      call.firstPosition = LAST;
      call.heads = heads;
      call.scale = 0.25f;
      kernels.attention(space, call);
    }

    /** As layers of a model take turns whose heads differ in number and size. */
    void attendInTwoShapes(int tokens) {
      attendPlain(layerKeys[0], layerValues[0], 16, tokens);
      attendPlain(layerKeys[1], layerValues[1], 2, tokens);
    }

    private void attendPlain(KeyValueRows keys, KeyValueRows values, int heads, int tokens) {
      call.queries = a;
      call.keys = keys;
      call.values = values;
      call.result = y;
      call.tokens = tokens;
      call.firstPosition = 97;
      call.heads = heads;
      call.scale = 0.25f;
      kernels.attention(space, call);
    }

    void attendWithin() {
      call.queries = a;
      call.keys = plainKeys;
      call.values = plainValues;
      call.result = y;
      call.starts = STARTS;
      call.sequences = STARTS.length - 1;
      call.tokens = STARTS[call.sequences];
      call.firstPosition = 0;
      call.heads = 8;
      call.scale = 0.25f;
      kernels.attention(space, call);
      call.sequences = 0;
    }

    void encoderOperations() {
      kernels.gelu(space, a, 16_400, y);
      kernels.gelu(space, a, 300, results[0]);
      kernels.layerNorm(space, a, null, b, b, 1e-5f, 3, 100, results[1]);
      kernels.layerNorm(space, a, b, b, b, 1e-5f, 3, 100, results[2]);
      affine(Epilogue.BIAS, 7, results[3]);
      affine(Epilogue.BIAS_GELU, 7, results[4]);
    }

    void affine(Epilogue epilogue, int tokens, MemorySegment y) {
      products.begin(a, 0, tokens, epilogue);
      products.add(matrix, b, y);
      kernels.multiply(space, products);
    }

    void multiplyTogether(int tokens) {
      products.begin(a, 0, tokens, Epilogue.BIAS);
      products.add(matrix, b, results[0]);
      products.add(matrix, b, results[1]);
      kernels.multiply(space, products);
      products.begin(a, 0, tokens, Epilogue.NONE);
      products.add(matrix, b, results[2]);
      products.add(matrix, b, results[3]);
      kernels.gated(space, products);
      products.begin(a, 5, tokens, Epilogue.NONE);
      products.add(matrix, b, results[4]);
      products.add(matrix, b, results[5]);
      kernels.gated(space, products);
    }

    /** To the same numbers each time, since it adds. */
    void multiplyTransposed() {
      kernels.scale(space, a, 1, 7 * 40, y);
      products.begin(b, 0, 7, Epilogue.ADD);
      products.steps(1, 7);
      products.add(kernels.packTransposed(space, rowsOfA, 0, 33, 40), MemorySegment.NULL, y);
      kernels.multiply(space, products);
    }

    void mixRows() {
      kernels.mixRows(space, a, MIXED, b, 2, 3, 100, y);
    }

    float[] result() {
      return floats(y, 40_000);
    }

    void smallOperations() {
      kernels.add(space, a, b, 16_400, y);
      kernels.add(space, a, b, 300, results[0]);
      kernels.multiplyElements(space, a, b, 300, results[1]);
      kernels.scale(space, a, 2, 300, results[2]);
      kernels.silu(space, a, 300, results[3]);
      kernels.swiGlu(space, a, b, 300, results[4]);
      kernels.addRow(space, a, b, 3, 100, results[6]);
      kernels.rmsNorm(space, a, b, 1e-5f, 3, 100, results[7]);
      kernels.rotate(space, a, 3, 2, 64, 64, false, b, results[8]);
      kernels.rotate(space, a, 3, 2, 64, 64, true, b, results[9]);
    }

    @Override
    public void close() {
      space.close();
      workers.close();
      arena.close();
    }
  }
}
