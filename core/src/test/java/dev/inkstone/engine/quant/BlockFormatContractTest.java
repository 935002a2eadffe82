package dev.inkstone.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.engine.kernel.BlockParts;
import dev.inkstone.engine.kernel.BlockScales;
import dev.inkstone.engine.kernel.PanelFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every registered format must do, without data from outside. */
class BlockFormatContractTest {
  private static final long SEED = 20_261;

  static List<BlockFormat> all() {
    return BlockFormats.all();
  }

  static List<BlockFormat> coded() {
    return all().stream().filter(f -> f.panelFormat() instanceof PanelFormat.Codes).toList();
  }

  static List<BlockFormat> withCodesOfTheirOwn() {
    return coded().stream().filter(format -> !Samples.hasGrid(format)).toList();
  }

  static List<BlockFormat> floats() {
    return all().stream().filter(f -> f.panelFormat() instanceof PanelFormat.Floats).toList();
  }

  @ParameterizedTest
  @MethodSource("all")
  void panel_blocks_are_the_blocks_of_the_format(BlockFormat format) {
    assertThat(format.panelFormat().weightsPerBlock()).isEqualTo(format.weightsPerBlock());
  }

  @ParameterizedTest
  @MethodSource("coded")
  void split_recombines_to_the_bits_of_decode_for_any_bytes(BlockFormat format) {
    PanelFormat.Codes codes = (PanelFormat.Codes) format.panelFormat();
    BlockParts parts = new BlockParts(codes);
    for (int trial = 0; trial < 300; trial++) {
      byte[] block = Samples.randomBytes(format.bytesPerBlock(), SEED + trial);
      float[] decoded = Samples.decode(format, block);

      format.split(MemorySegment.ofArray(block), 0, parts);

      assertThat(Samples.bits(Samples.recombine(codes, parts)))
          .as("seed %d", SEED + trial)
          .isEqualTo(Samples.bits(decoded));
      assertCodesWithinRange(codes, parts);
    }
  }

  private static void assertCodesWithinRange(PanelFormat.Codes format, BlockParts parts) {
    if (format.bits() < 8) {
      for (byte code : parts.codes) {
        assertThat(code).isBetween((byte) 0, (byte) ((1 << format.bits()) - 1));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("floats")
  void float_formats_refuse_to_split(BlockFormat format) {
    BlockParts parts = new BlockParts(new PanelFormat.Codes(8, 0, 32, 32, false, false));
    MemorySegment bytes = MemorySegment.ofArray(new byte[64]);

    assertThatThrownBy(() -> format.split(bytes, 0, parts))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining(format.name());
  }

  @ParameterizedTest
  @MethodSource("all")
  void decode_and_encode_need_no_alignment_and_touch_only_their_range(BlockFormat format) {
    int count = 2 * format.weightsPerBlock();
    float[] weights = Samples.normal(count, SEED);
    byte[] expected = Samples.encode(format, weights);
    float[] decoded = Samples.decode(format, expected);
    float[] shifted = new float[count + 5];
    System.arraycopy(weights, 0, shifted, 3, count);

    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(expected.length + 4L, 64).fill((byte) 0x55);
      format.encode(shifted, 3, count, bytes, 1);
      byte[] all = bytes.toArray(ValueLayout.JAVA_BYTE);
      assertThat(Arrays.copyOfRange(all, 1, 1 + expected.length)).isEqualTo(expected);
      assertThat(new byte[] {all[0], all[all.length - 3], all[all.length - 1]}).containsOnly(0x55);

      float[] target = new float[count + 5];
      format.decode(bytes, 1, target, 3, count);
      assertThat(Arrays.copyOfRange(target, 3, 3 + count)).isEqualTo(decoded);
      assertThat(new float[] {target[0], target[2], target[3 + count]}).containsOnly(0);
    }
  }

  @ParameterizedTest
  @MethodSource("coded")
  void split_needs_no_alignment(BlockFormat format) {
    PanelFormat.Codes codes = (PanelFormat.Codes) format.panelFormat();
    byte[] block = Samples.randomBytes(format.bytesPerBlock(), SEED);
    BlockParts expected = new BlockParts(codes);
    format.split(MemorySegment.ofArray(block), 0, expected);
    byte[] shifted = new byte[block.length + 3];
    System.arraycopy(block, 0, shifted, 3, block.length);
    BlockParts actual = new BlockParts(codes);

    format.split(MemorySegment.ofArray(shifted), 3, actual);

    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("coded")
  void rejects_counts_that_are_not_whole_blocks(BlockFormat format) {
    int count = format.weightsPerBlock() + 1;
    MemorySegment bytes = MemorySegment.ofArray(new byte[1000]);

    assertThatThrownBy(() -> format.decode(bytes, 0, new float[1000], 0, count))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("count = " + count);
    assertThatThrownBy(() -> format.encode(new float[1000], 0, count, bytes, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("count = " + count);
  }

  @ParameterizedTest
  @MethodSource("all")
  void rejects_negative_counts(BlockFormat format) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[1000]);
    int count = -format.weightsPerBlock();

    assertThatThrownBy(() -> format.decode(bytes, 0, new float[1], 0, count))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("count = " + count);
    assertThatThrownBy(() -> format.encode(new float[1], 0, count, bytes, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("count = " + count);
  }

  @ParameterizedTest
  @MethodSource("all")
  void rejects_blocks_past_the_end_before_writing(BlockFormat format) {
    int count = 2 * format.weightsPerBlock();
    MemorySegment shortBytes = MemorySegment.ofArray(new byte[(int) format.bytesFor(count) - 1]);
    float[] target = Samples.normal(count, SEED);
    float[] before = target.clone();

    assertThatThrownBy(() -> format.decode(shortBytes, 0, target, 0, count))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> format.encode(target, 0, count, shortBytes, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> format.encode(target, 1, count, shortBytes, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(target).isEqualTo(before);
    assertThat(shortBytes.toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
  }

  @ParameterizedTest
  @MethodSource("all")
  void zero_weights_are_a_whole_count(BlockFormat format) {
    MemorySegment empty = MemorySegment.ofArray(new byte[0]);
    float[] none = new float[0];

    format.encode(none, 0, 0, empty, 0);
    format.decode(empty, 0, none, 0, 0);
  }

  @ParameterizedTest
  @MethodSource("withCodesOfTheirOwn")
  void normal_weights_come_back_within_one_step_of_their_own_scale(BlockFormat format) {
    PanelFormat.Codes codes = (PanelFormat.Codes) format.panelFormat();
    int size = format.weightsPerBlock();
    float[] weights = Samples.normal(64 * size, SEED);
    byte[] encoded = Samples.encode(format, weights);
    float[] decoded = Samples.decode(format, encoded);
    BlockParts parts = new BlockParts(codes);
    for (int i = 0; i < weights.length; i++) {
      if (i % size == 0) {
        long offset = (long) (i / size) * format.bytesPerBlock();
        format.split(MemorySegment.ofArray(encoded), offset, parts);
      }
      BlockScales scales = codes.scales();
      float step =
          scales.unit()
              * Math.abs(scales.type().value(parts.scale, parts.scaleRest))
              * Samples.widestStep(codes.book());
      if (codes.subScaled()) {
        step *= Math.abs(parts.subScales[i % size / codes.weightsPerScale()]);
      }
      // Half a step of rounding; the rest is for codes cut off at the end of their range, which two
      // and three bits have often.
      assertThat(Math.abs(decoded[i] - weights[i]))
          .as("weight %d, seed %d", i, SEED)
          .isLessThan((codes.bits() < 4 ? 2.5f : 1.01f) * step);
    }
  }
}
