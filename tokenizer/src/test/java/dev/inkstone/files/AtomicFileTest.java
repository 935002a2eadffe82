package dev.inkstone.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.error.InkstoneException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
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

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void links_are_followed_and_stay() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));
    Path outer = Files.createSymbolicLink(folder.resolve("outer"), link);
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("new"));

    AtomicFile.write(outer, AtomicFileTest::writeText);
    AtomicFile.write(dangling, AtomicFileTest::writeText);

    assertThat(outer).isSymbolicLink();
    assertThat(file).hasContent("text").isRegularFile();
    assertThat(dangling).isSymbolicLink();
    assertThat(folder.resolve("new")).hasContent("text");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void links_that_lead_to_each_other_are_refused() throws IOException {
    Path one = Files.createSymbolicLink(folder.resolve("one"), Path.of("other"));
    Files.createSymbolicLink(folder.resolve("other"), Path.of("one"));

    assertRefused(one, "its links lead to each other");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void a_pipe_is_refused_and_stays() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertRefused(pipe, "it is not a regular file");
    assertRefused(Files.createSymbolicLink(folder.resolve("link"), pipe), "not a regular file");
    assertThat(Files.isRegularFile(pipe)).isFalse();
    assertThat(pipe).exists();
  }

  private static void assertRefused(Path target, String reason) {
    assertThatThrownBy(() -> AtomicFile.write(target, AtomicFileTest::writeText))
        .isInstanceOf(InkstoneException.class)
        .hasMessageContaining("cannot write " + target)
        .hasMessageContaining(reason);
  }

  @Test
  void what_a_killed_process_left_hours_ago_is_swept() throws IOException {
    Path abandoned = left("model", Duration.ofHours(7));
    Path beingWritten = left("model", Duration.ofMinutes(5));
    Path ofAnother = left("model.other", Duration.ofHours(7));
    Path foreign = Files.writeString(folder.resolve(".model.notes.tmp"), "");
    Files.setLastModifiedTime(foreign, FileTime.from(Instant.EPOCH));

    AtomicFile.write(folder.resolve("model"), AtomicFileTest::writeText);

    assertThat(abandoned).doesNotExist();
    assertThat(beingWritten).exists();
    assertThat(ofAnother).exists();
    assertThat(foreign).exists();
  }

  private Path left(String target, Duration age) throws IOException {
    Path path = folder.resolve("." + target + "." + UUID.randomUUID() + ".tmp");
    Files.writeString(path, "half");
    return Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(age)));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void a_process_that_is_told_to_end_leaves_nothing() throws IOException, InterruptedException {
    Path target = folder.resolve("model");
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                EndlessWriter.class.getName(),
                target.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.getInputStream().read()).isEqualTo('w'); // it writes now
    assertThat(folder.toFile().list()).hasSize(1);

    process.destroy();
    process.waitFor();

    assertThat(folder).isEmptyDirectory();
  }

  /** Writes a file without an end. */
  static final class EndlessWriter {
    private EndlessWriter() {}

    public static void main(String[] args) {
      AtomicFile.write(
          Path.of(args[0]),
          channel -> {
            System.out.print('w');
            System.out.flush();
            LockSupport.park();
          });
    }
  }

  private static void writeText(FileChannel channel) throws IOException {
    channel.write(ByteBuffer.wrap("text".getBytes(StandardCharsets.UTF_8)));
  }
}
