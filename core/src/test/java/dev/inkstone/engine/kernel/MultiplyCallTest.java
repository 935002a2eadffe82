package dev.inkstone.engine.kernel;

import static dev.inkstone.engine.kernel.KernelsUnderTest.blank;
import static dev.inkstone.engine.kernel.KernelsUnderTest.floats;
import static dev.inkstone.engine.kernel.KernelsUnderTest.gaussian;
import static dev.inkstone.engine.kernel.KernelsUnderTest.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several matrices with the same tokens: the results of one after the other, bit for bit. */
class MultiplyCallTest {
  private static final long SEED = 20261126;
  private static final int COLUMNS = 256;
  private static final int[] TOKENS = {1, 7, 14};

  static Stream<Kernels> kernels() {
    return KernelsUnderTest.all().stream();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void products_of_any_formats_are_those_of_each_matrix(Kernels kernels) {
    Random random = new Random(SEED);
    List<PanelFormat> formats = SampleMatrix.FORMATS;
    int[] rows = {130, 17, 64, 1, 33};
    MultiplyCall call = new MultiplyCall();
    for (int at = 0; at < formats.size(); at++) {
      int count = 1 + random.nextInt(5);
      try (Fixture fixture = new Fixture(kernels, 1 + at % 4)) {
        PackedMatrix[] matrices = new PackedMatrix[count];
        for (int i = 0; i < count; i++) {
          // Neighbours of the same format share what is made of the activations.
          PanelFormat format = formats.get((at + i / 2) % formats.size());
          matrices[i] = fixture.matrix(format, rows[i], random);
        }
        for (int tokens : TOKENS) {
          compareTogether(fixture, call, matrices, tokens, random);
        }
      }
    }
  }

  private static void compareTogether(
      Fixture fixture, MultiplyCall call, PackedMatrix[] matrices, int tokens, Random random) {
    MemorySegment x = segment(fixture.arena, gaussian(tokens * COLUMNS, random));
    MemorySegment[] results = new MemorySegment[matrices.length];
    call.begin(x, 0, tokens, Epilogue.NONE);
    for (int i = 0; i < matrices.length; i++) {
      results[i] = blank(fixture.arena, (long) tokens * matrices[i].rows());
      call.add(matrices[i], MemorySegment.NULL, results[i]);
    }

    fixture.kernels.multiply(fixture.space, call);

    for (int i = 0; i < matrices.length; i++) {
      int count = tokens * matrices[i].rows();
      MemorySegment alone = blank(fixture.arena, count);
      fixture.kernels.multiply(fixture.space, matrices[i], x, tokens, alone);
      assertThat(floats(results[i], count))
          .as("matrix %d, %s, %d tokens", i, matrices[i].format(), tokens)
          .isEqualTo(floats(alone, count));
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void gated_products_are_silu_of_one_times_the_other(Kernels kernels) {
    Random random = new Random(SEED);
    try (Fixture fixture = new Fixture(kernels, 3)) {
      for (PanelFormat format : SampleMatrix.FORMATS) {
        for (int rows : new int[] {33, 96}) {
          for (int tokens : TOKENS) {
            compareGated(fixture, format, rows, 0, tokens, random);
            compareGated(fixture, format, rows, 5, tokens, random);
          }
        }
      }
    }
  }

  private static void compareGated(
      Fixture fixture, PanelFormat format, int rows, int first, int tokens, Random random) {
    int count = (first + tokens) * rows;
    MemorySegment x = segment(fixture.arena, gaussian((first + tokens) * COLUMNS, random));
    PackedMatrix gate = fixture.matrix(format, rows, random);
    PackedMatrix up = fixture.matrix(PanelFormat.Floats.F16, rows, random);
    MemorySegment fused = blank(fixture.arena, count);
    MultiplyCall call = new MultiplyCall();
    call.begin(x, first, tokens, Epilogue.NONE);
    call.add(gate, MemorySegment.NULL, fused);
    call.add(up, MemorySegment.NULL, MemorySegment.NULL);

    fixture.kernels.gated(fixture.space, call);

    MemorySegment gates = blank(fixture.arena, count);
    MemorySegment ups = blank(fixture.arena, count);
    fixture.kernels.multiply(fixture.space, gate, x, first, tokens, gates);
    fixture.kernels.multiply(fixture.space, up, x, first, tokens, ups);
    fixture.kernels.swiGlu(fixture.space, gates, ups, count, gates);
    assertThat(floats(fused, count))
        .as("%s, %d rows, %d tokens from %d on", format, rows, tokens, first)
        .isEqualTo(floats(gates, count));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void arguments_that_do_not_fit_are_rejected(Kernels kernels) {
    Random random = new Random(SEED);
    try (Fixture fixture = new Fixture(kernels, 1)) {
      MemorySegment x = blank(fixture.arena, COLUMNS);
      MemorySegment y = blank(fixture.arena, 16);
      PackedMatrix matrix = fixture.matrix(PanelFormat.Floats.F32, 16, random);
      PackedMatrix longer = fixture.matrix(PanelFormat.Floats.F32, 17, random);
      MultiplyCall call = new MultiplyCall();
      call.begin(x, 0, 1, Epilogue.NONE);
      assertThatThrownBy(() -> kernels.multiply(fixture.space, call))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("0 matrices");
      call.add(matrix, MemorySegment.NULL, y);
      call.add(longer, MemorySegment.NULL, y);
      assertThatThrownBy(() -> kernels.multiply(fixture.space, call))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("y (1 x 17)");
      assertThatThrownBy(() -> kernels.gated(fixture.space, call))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("16 rows and 17 rows differ");
      call.begin(x, 1, 1, Epilogue.NONE);
      call.add(matrix, MemorySegment.NULL, y);
      call.add(matrix, MemorySegment.NULL, MemorySegment.NULL);
      assertThatThrownBy(() -> kernels.gated(fixture.space, call))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("x (2 x 256)");
      call.begin(x, 0, 1, Epilogue.GATE);
      call.add(matrix, MemorySegment.NULL, y);
      assertThatThrownBy(() -> kernels.multiply(fixture.space, call))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no gate");
    }
  }

  private static final class Fixture implements AutoCloseable {
    final Kernels kernels;
    final Arena arena = Arena.ofShared();
    final Workers workers;
    final Workspace space;

    Fixture(Kernels kernels, int threads) {
      this.kernels = kernels;
      workers = Workers.of(threads);
      space = new Workspace(workers);
    }

    PackedMatrix matrix(PanelFormat format, int rows, Random random) {
      SampleMatrix sample = SampleMatrix.of(format, rows, COLUMNS, arena, random);
      return kernels.pack(sample.source, arena, workers);
    }

    @Override
    public void close() {
      space.close();
      workers.close();
      arena.close();
    }
  }
}
