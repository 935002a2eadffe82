package dev.inkstone.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** An absolute name leaves the golden data's folder, so all this is tested without that data. */
class GoldenDataTest {
  @TempDir private Path folder;

  @Test
  void absent_data_skip_the_test_and_say_what_to_set() {
    assertThatThrownBy(() -> GoldenData.json("no/such/file"))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("no/such/file (set -Dinkstone.shared)");
  }

  @Test
  void arrays_are_little_endian() throws IOException {
    byte[] one = {0, 0, (byte) 0x80, 0x3f, 0, 0, (byte) 0xf0, 0x3f};
    String file = Files.write(folder.resolve("ones"), one).toString();
    assertThat(GoldenData.floats(file)).containsExactly(1, 1.875f);
    assertThat(GoldenData.doubles(file)).containsExactly(1 + 0x3f80_0000p-52);
    assertThat(GoldenData.ints(file)).containsExactly(0x3f80_0000, 0x3ff0_0000);
  }

  @Test
  void packed_text_is_unpacked() throws IOException {
    Path file = folder.resolve("text.json.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("[3,\n \"ä\"]".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(GoldenData.lines(file.toString())).containsExactly("[3,", " \"ä\"]");
    assertThat(GoldenData.json(file.toString()).get(1).asText()).isEqualTo("ä");
    assertThat(GoldenData.below(folder.toString(), ".gz")).containsExactly(file);
  }
}
