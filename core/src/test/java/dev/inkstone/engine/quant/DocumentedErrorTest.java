package dev.inkstone.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the table of docs/quantization.md to what the formats do. */
class DocumentedErrorTest {
  private static final Path TABLE = Path.of("..", "docs", "quantization.md");
  private static final int COUNT = 256 * 512;
  private static final long SEED = 1;

  static List<BlockFormat> all() {
    return BlockFormats.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void documented_bits_and_error_are_the_measured_ones(BlockFormat format) throws IOException {
    String[] cells = row(format.name());
    float[] weights = Samples.normal(COUNT, SEED);

    double bits = 8.0 * format.bytesPerBlock() / format.weightsPerBlock();
    double error = Samples.rmse(weights, Samples.roundTrip(format, weights));

    assertThat(Double.parseDouble(cells[2])).as("bits per weight").isEqualTo(bits);
    assertThat(Double.parseDouble(cells[4])).as("error").isCloseTo(error, within(0.01 * error));
  }

  /** The cells of the format's row; the first is empty, since rows begin with a bar. */
  private static String[] row(String name) throws IOException {
    return Files.readAllLines(TABLE).stream()
        .filter(line -> line.startsWith("| " + name + " "))
        .map(line -> line.split("\\s*\\|\\s*", -1))
        .findFirst()
        .orElseThrow(() -> new AssertionError(TABLE + " has no row for " + name));
  }
}
