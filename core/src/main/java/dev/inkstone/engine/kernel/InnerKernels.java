package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The innermost methods that a decoder spends its time in, each over made-up numbers: what {@link
 * WarmUp} has compiled.
 */
final class InnerKernels {
  /** Memory they read and write; what it holds does not matter, but zeros are the quickest. */
  static final long BYTES = 5L << 20;

  private static final long SECOND = 1L << 20;
  private static final long THIRD = 2L << 20;
  private static final long FOURTH = 3L << 20;

  /** Nobody writes here: what caches are read from must be numbers, or other code is compiled. */
  private static final long NUMBERS = 4L << 20;

  private static final int TILE_STEPS = 4;

  /**
   * One of them.
   *
   * @param body computes so many turns of the innermost loop; 0 does next to nothing
   * @param period every how many calls there is something to do
   * @param steps how much
   */
  record Kernel(IntConsumer body, int period, int steps) {}

  private final MemorySegment memory;
  private final List<Kernel> kernels = new ArrayList<>();

  private InnerKernels(MemorySegment memory) {
    this.memory = memory;
  }

  /**
   * Those that a decoder with these matrices needs.
   *
   * @param examples a matrix of each format
   */
  static List<Kernel> of(List<PanelMatrix> examples, MemorySegment memory) {
    InnerKernels inner = new InnerKernels(memory);
    for (int width = ActivationPacking.TILE; width > 0; width -= 2) {
      inner.addTile(width);
    }
    for (PanelMatrix matrix : examples) {
      inner.addUnpacking(matrix);
      inner.addDot(matrix);
    }
    inner.addAttention();
    inner.addElementwise();
    return inner.kernels;
  }

  /**
   * With methods of ours in its loop: C2 puts none into a loop that turns less than once in four
   * calls.
   */
  private void add(IntConsumer body) {
    kernels.add(new Kernel(body, 31, 8));
  }

  private void addTile(int width) {
    TileCall call = new TileCall();
    call.a = memory;
    call.b = memory;
    call.bOffset = SECOND;
    call.sums = memory;
    call.sumsOffset = THIRD;
    IntConsumer body =
        steps -> {
          call.depth = steps;
          call.multiply(width);
        };
    kernels.add(new Kernel(body, 32, TILE_STEPS));
  }

  private void addUnpacking(PanelMatrix matrix) {
    PanelFormat format = matrix.format();
    PanelCall call = new PanelCall();
    call.scratch = memory;
    call.codes = SECOND;
    call.scales = THIRD;
    call.offsets = FOURTH;
    call.out = memory;
    IntConsumer body =
        steps -> {
          call.aim(matrix, 0, 0, columns(matrix, steps));
          call.unpack(format);
        };
    int perScale =
        format instanceof PanelFormat.Codes codes ? codes.weightsPerScale() / DotCall.STEP : 1;
    kernels.add(new Kernel(body, 31, 8 * perScale)); // scales are a loop of their own
  }

  private void addDot(PanelMatrix matrix) {
    if (UnpackedDot.serves(matrix.layout())) {
      return; // there is no other kernel than that of unpacking
    }
    DotCall call = new DotCall();
    call.prepare(matrix, new float[matrix.columns() + 1], new float[matrix.columns()]);
    call.aim(matrix, 0);
    call.out = memory;
    IntConsumer body =
        steps -> {
          call.columns = columns(matrix, steps);
          call.steps = call.columns / DotCall.STEP;
          call.dot(matrix.format());
        };
    // Heads are a loop of their own; without them a turn takes two steps at most.
    int perHead = matrix.layout().headsFirst ? matrix.format().weightsPerBlock() / DotCall.STEP : 2;
    kernels.add(new Kernel(body, 31, 8 * perHead));
  }

  /** Columns for so many turns, in whole blocks. */
  private static int columns(PanelMatrix matrix, int steps) {
    int block = matrix.format().weightsPerBlock();
    int wanted = matrix.format() instanceof PanelFormat.Codes ? steps * DotCall.STEP : steps;
    return Math.min(matrix.columns(), Math.ceilDiv(wanted, block) * block);
  }

  private void addAttention() {
    SoftmaxCall softmax = new SoftmaxCall();
    softmax.memory = memory;
    softmax.vectors = 1;
    softmax.maxima = SECOND;
    softmax.results = THIRD;
    IntConsumer body =
        steps -> {
          softmax.keys = steps;
          softmax.lines = steps;
          softmax.run();
        };
    kernels.add(new Kernel(body, 3, 2)); // there is a method of ours beside the loop
    KeyValueRows rows = KeyValueRows.ofValues();
    rows.pages(memory, CacheFormats.F16, 1, F16Cache.COUPLED);
    float[] lines = new float[8 * F16Cache.COUPLED];
    add(steps -> CacheFormats.F16.readLines(rows, NUMBERS, 0, steps, lines, 0));
    LineSums sums = new LineSums();
    sums.heads = LineSums.HEADS;
    sums.weights = new float[8];
    sums.sums = new float[F16Cache.COUPLED];
    add(
        steps -> {
          sums.endLine = steps;
          sums.length = steps == 0 ? 0 : F16Cache.COUPLED;
          CoupledSums.add4(sums, 0, memory, NUMBERS, 8);
        });
    DecodeCall decode = new DecodeCall();
    decode.results = memory;
    MemorySegment numbers = memory.asSlice(NUMBERS);
    decode.keys.pages(numbers, CacheFormats.F16, 1, 1);
    decode.values.pages(numbers, CacheFormats.F16, 1, F16Cache.COUPLED);
    decode.heads = 1;
    decode.queries = new float[1];
    IntConsumer attend =
        steps -> {
          decode.end = steps;
          decode.attend();
        };
    kernels.add(new Kernel(attend, 3, 32)); // its loop over scores is short, and calls exp
  }

  private void addElementwise() {
    MemorySegment m = memory;
    int lanes = Lanes.COUNT;
    add(steps -> Elementwise.add(m, 0, m, SECOND, steps * lanes, m, THIRD));
    add(steps -> Elementwise.scale(m, 0, 1, steps * lanes, m, THIRD));
    add(steps -> Elementwise.swiGlu(m, 0, m, SECOND, steps * lanes, m, THIRD));
    add(steps -> Elementwise.inverseNorm(m, 0, steps * 4 * lanes, 1));
    add(steps -> Elementwise.scaleByGain(m, 0, 1, m, steps * lanes, m));
  }
}
