package dev.inkstone.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PanelLayoutTest {
  private static final int COLUMNS = 512;

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16})
  void every_byte_of_a_panel_belongs_to_one_part(int lanes) {
    for (PanelFormat format : SampleMatrix.FORMATS) {
      if (format instanceof PanelFormat.Codes codes) {
        PanelLayout layout = new PanelLayout(codes, lanes, COLUMNS, lanes);
        int[] uses = new int[Math.toIntExact(layout.panelBytes)];
        for (int column = 0; column < COLUMNS; column += codes.weightsPerBlock()) {
          useHead(uses, layout, codes, layout.head(0, column));
        }
        for (int column = 0; column < COLUMNS; column += codes.weightsPerScale()) {
          useSubScales(uses, layout, codes, layout.subScaleStart(0, column));
        }
        for (int column = 0; column < COLUMNS; column += layout.weightsPerGroup) {
          useGroup(uses, layout, codes, layout.group(0, column));
        }
        assertThat(uses).as("%s, %d lanes", codes, lanes).doesNotContain(2, 3, 4);
        int filling = uses.length - Arrays.stream(uses).sum();
        assertThat(filling).as("bytes of filling").isBetween(0, layout.headsFirst ? 126 : 63);
      }
    }
  }

  private static void useHead(int[] uses, PanelLayout layout, PanelFormat.Codes codes, long head) {
    use(uses, head, layout.lanes * 2);
    if (codes.scales().type() == ScaleType.F32) {
      use(uses, head + layout.scaleRest, layout.lanes * 2);
    }
    if (codes.hasOffset()) {
      use(uses, head + layout.blockOffset, layout.lanes * 2);
    }
  }

  private static void useSubScales(
      int[] uses, PanelLayout layout, PanelFormat.Codes codes, long start) {
    if (codes.subScaled()) {
      use(uses, start + layout.subScale, layout.lanes);
    }
    if (codes.subScaled() && codes.hasOffset()) {
      use(uses, start + layout.subOffset, layout.lanes);
    }
  }

  private static void useGroup(
      int[] uses, PanelLayout layout, PanelFormat.Codes codes, long group) {
    int words = layout.lanes * Integer.BYTES;
    assertThat((group + layout.low) % Integer.BYTES).isZero();
    int lowBits = codes.bits() == 8 ? 8 : codes.bits() < 4 ? 2 : 4;
    use(uses, group + layout.low, layout.weightsPerGroup * lowBits / 32 * words);
    if (codes.bits() > lowBits) {
      int columnsPerInt = 32 / (codes.bits() - lowBits);
      int ints = Math.ceilDiv(layout.weightsPerGroup, columnsPerInt);
      use(uses, group + layout.high, ints * words);
    }
  }

  private static void use(int[] uses, long from, int bytes) {
    for (int i = 0; i < bytes; i++) {
      uses[Math.toIntExact(from) + i]++;
    }
  }

  @Test
  void panels_have_the_sizes_that_the_layout_says() {
    // 64 blocks of a scale (32 bytes) and 256 bytes of codes
    assertThat(panelBytes(new PanelFormat.Codes(4, 8, 32, 32, false, false))).isEqualTo(64 * 288);
    // 8 blocks of scale and offset (64 bytes), 8 groups of 2 * 16 and 256 bytes
    assertThat(panelBytes(new PanelFormat.Codes(4, 0, 256, 32, true, true)))
        .isEqualTo(8 * (64 + 8 * 288));
    // 8 blocks of a scale, 8 groups of 32, 256 and 128 bytes
    assertThat(panelBytes(new PanelFormat.Codes(6, 32, 256, 16, true, false)))
        .isEqualTo(8 * (32 + 8 * 416));
    // 8 blocks of a scale, 8 groups of 32, 128 and 64 bytes
    assertThat(panelBytes(new PanelFormat.Codes(3, 4, 256, 16, true, false)))
        .isEqualTo(8 * (32 + 8 * 224));
    assertThat(panelBytes(PanelFormat.Floats.BF16)).isEqualTo(2048 * 32);
    assertThat(new PanelLayout(PanelFormat.Floats.F16, 16, 33, 16).panelBytes).isEqualTo(17 * 64);
  }

  private static long panelBytes(PanelFormat format) {
    return new PanelLayout(format, 16, 2048, 16).panelBytes;
  }

  @Test
  void formats_that_no_kernel_serves_are_refused() {
    refused(() -> new PanelFormat.Codes(7, 0, 32, 32, false, false), "bits = 7");
    refused(() -> new PanelFormat.Codes(8, 5, 32, 32, false, false), "zero = 5");
    refused(() -> new PanelFormat.Codes(4, 8, 256, 16, true, false), "scales of 16 weights");
    refused(() -> new PanelFormat.Codes(5, 16, 32, 16, false, false), "weightsPerScale = 16");
    refused(() -> new PanelFormat.Codes(4, 0, 96, 96, false, false), "weightsPerBlock = 96");
    refused(() -> new PanelFormat.Codes(3, 4, 512, 512, false, false), "blocks of 512 weights");
    refused(() -> CodeBook.table(1, 2, 3, 4), "4 values");
    refused(() -> BlockScales.sub(0.3f, 256, 32), "unit = 0.3");
    refused(
        () -> new BlockScales(ScaleType.BF16, 1, 256, 32, true, false), "a scale of BF16 with sub");
    refused(
        () -> new PanelFormat.Codes(CodeBook.steps(4, 8), BlockScales.one(ScaleType.F32, 32)),
        "a scale of F32");
    refused(() -> new PanelFormat.Codes(3, 4, 32, 32, false, true), "a table with offsets");
  }

  private static void refused(Runnable format, String message) {
    assertThatThrownBy(format::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
