package dev.inkstone.engine.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.error.InkstoneException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir private Path folder;

  @Test
  void a_failed_write_leaves_the_old_file_and_no_other() throws IOException {
    Path target = Files.writeString(folder.resolve("model"), "old");
    assertThatThrownBy(() -> AtomicFile.write(target, AtomicFileTest::fail))
        .isInstanceOf(InkstoneException.class)
        .hasRootCauseMessage("disk full");
    assertThat(folder).isDirectoryContaining(target::equals);
    assertThat(folder.toFile().list()).hasSize(1);
    assertThat(target).hasContent("old");
  }

  @Test
  void a_cleanup_that_fails_too_is_told_beside_the_failed_write() {
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    folder.resolve("model"),
                    channel -> {
                      makeUndeletable();
                      fail(channel);
                    }))
        .isInstanceOf(InkstoneException.class)
        .rootCause()
        .hasMessage("disk full")
        .satisfies(
            cause ->
                assertThat(cause.getSuppressed())
                    .hasOnlyElementsOfType(DirectoryNotEmptyException.class)
                    .hasSize(1));
  }

  private static void fail(FileChannel channel) throws IOException {
    throw new IOException("disk full");
  }

  /** Puts a folder that is not empty where the temporary file is. */
  private void makeUndeletable() throws IOException {
    Path temporary;
    try (var files = Files.list(folder)) {
      temporary = files.findAny().orElseThrow();
    }
    Files.delete(temporary);
    Files.createDirectory(temporary);
    Files.createFile(temporary.resolve("inside"));
  }
}
