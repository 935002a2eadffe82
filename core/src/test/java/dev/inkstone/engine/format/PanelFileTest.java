package dev.inkstone.engine.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PanelFileTest {
  private static final PanelFile.Matrix FIRST = new PanelFile.Matrix("first", "Q4_0", 3, 32, 130);
  private static final PanelFile.Matrix SECOND = new PanelFile.Matrix("second", "F32", 1, 7, 64);
  private static final PanelFile FILE = new PanelFile(77, "layout", List.of(FIRST, SECOND));

  private @TempDir Path folder;
  private Path path;

  @BeforeEach
  void write() {
    path = folder.resolve("model.panels");
    FILE.write(path, List.of(filled(130, 1), filled(64, 2)));
  }

  private static MemorySegment filled(int count, int value) {
    return MemorySegment.ofArray(new byte[count]).fill((byte) value);
  }

  private static boolean accepts(PanelFile file, Path path) {
    try (Arena arena = Arena.ofConfined()) {
      return file.map(path, arena).isPresent();
    }
  }

  @Test
  void panels_come_back_mapped_at_aligned_places() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      List<MemorySegment> panels = FILE.map(path, arena).orElseThrow();
      assertThat(panels).allMatch(MemorySegment::isMapped).allMatch(MemorySegment::isReadOnly);
      assertThat(panels).allMatch(segment -> segment.address() % 64 == 0);
      assertThat(panels.getFirst().toArray(ValueLayout.JAVA_BYTE))
          .hasSize(130)
          .containsOnly((byte) 1);
      assertThat(panels.getLast().toArray(ValueLayout.JAVA_BYTE))
          .hasSize(64)
          .containsOnly((byte) 2);
    }
    assertThat(Files.size(path)).isEqualTo(FILE.size());
  }

  @Test
  void a_file_of_anything_else_is_not_taken() {
    assertThat(accepts(FILE, path)).isTrue();
    assertThat(accepts(new PanelFile(78, "layout", List.of(FIRST, SECOND)), path)).isFalse();
    assertThat(accepts(new PanelFile(77, "Layout", List.of(FIRST, SECOND)), path)).isFalse();
    assertThat(accepts(new PanelFile(77, "layout", List.of(SECOND, FIRST)), path)).isFalse();
    PanelFile.Matrix other = new PanelFile.Matrix("first", "Q4_1", 3, 32, 130);
    assertThat(accepts(new PanelFile(77, "layout", List.of(other, SECOND)), path)).isFalse();
    PanelFile.Matrix turned = new PanelFile.Matrix("first", "Q4_0", 32, 3, 130);
    assertThat(accepts(new PanelFile(77, "layout", List.of(turned, SECOND)), path)).isFalse();
  }

  @Test
  void damage_to_any_byte_of_the_head_is_seen() throws IOException {
    byte[] sound = Files.readAllBytes(path);
    int head = (sound[12] & 0xff) | ((sound[13] & 0xff) << 8); // where docs say it is
    assertThat(head).isBetween(100, 300);
    for (int i = 0; i < head; i++) {
      byte[] damaged = sound.clone();
      damaged[i] ^= 0x10;
      Files.write(path, damaged);
      assertThat(accepts(FILE, path)).as("byte %d", i).isFalse();
    }
  }

  @Test
  void a_file_of_another_length_is_not_taken() throws IOException {
    byte[] sound = Files.readAllBytes(path);
    for (int length : new int[] {0, 1, 100, sound.length - 1, sound.length + 1}) {
      Files.write(path, Arrays.copyOf(sound, length));
      assertThat(accepts(FILE, path)).as("length %d", length).isFalse();
    }
  }
}
