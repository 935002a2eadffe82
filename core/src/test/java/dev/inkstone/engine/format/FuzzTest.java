package dev.inkstone.engine.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.inkstone.error.ModelFormatException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files either open or throw ModelFormatException, and cost neither time nor memory.
 *
 * <p>System properties: {@code inkstone.fuzz.rounds}, {@code inkstone.fuzz.seed}.
 */
class FuzzTest {
  private static final int ROUNDS = Integer.getInteger("inkstone.fuzz.rounds", 3000);
  private static final long SEED = Long.getLong("inkstone.fuzz.seed", 20_251);
  private static final int MOST_BYTES = 1 << 20;
  private static final int ROUNDS_PER_FILE = 50;

  @TempDir private Path folder;

  @Test
  void damaged_gguf_headers_open_or_are_refused() throws IOException {
    Path file = folder.resolve("fuzz.gguf");
    SmallModels.gguf().write(file);
    fuzz(
        file,
        bytes -> use(GgufParser.parse(file, bytes, FormatLimits.DEFAULT).tensors()),
        () -> {
          try (GgufFile model = GgufFile.open(file)) {
            use(List.copyOf(model.tensors()));
          }
        });
  }

  @Test
  void damaged_safetensors_headers_open_or_are_refused() throws IOException {
    Path file = folder.resolve("fuzz.safetensors");
    SmallModels.safetensors().write(file);
    fuzz(
        file,
        bytes -> use(SafetensorsParser.parse(file, bytes, FormatLimits.DEFAULT).tensors()),
        () -> {
          try (SafetensorsFile model = SafetensorsFile.open(file)) {
            use(List.copyOf(model.tensors()));
          }
        });
  }

  /** Runs all rounds in memory, and one in fifty through a file. */
  private static void fuzz(Path file, Consumer<MemorySegment> parse, Runnable open)
      throws IOException {
    byte[] original = Files.readAllBytes(file);
    parse.accept(MemorySegment.ofArray(original));
    open.run();
    AtomicLong seed = new AtomicLong(SEED);
    int[] refused = new int[1];
    assertTimeoutPreemptively(
        Duration.ofSeconds(60 + ROUNDS / 500),
        () -> {
          for (int round = 0; round < ROUNDS; round++, seed.incrementAndGet()) {
            byte[] damaged = new Mutation(new Random(seed.get())).damage(original);
            MemorySegment bytes = MemorySegment.ofArray(damaged).asReadOnly();
            refused[0] += refuses(() -> parse.accept(bytes), seed.get()) ? 1 : 0;
            if (round % ROUNDS_PER_FILE == 0) {
              Files.write(file, damaged);
              refuses(open, seed.get());
            }
          }
        },
        () -> "endless at seed " + seed);
    assertThat(refused[0]).as("refused of %d", ROUNDS).isBetween(ROUNDS / 4, ROUNDS - 1);
  }

  private static boolean refuses(Runnable reading, long seed) {
    boolean[] refused = new boolean[1];
    long allocated =
        Allocation.during(
            () -> {
              try {
                reading.run();
              } catch (ModelFormatException e) {
                refused[0] = true;
              } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ": expected ModelFormatException", e);
              }
            });
    assertThat(allocated).as("bytes allocated at seed %d", seed).isLessThan(MOST_BYTES);
    return refused[0];
  }

  /** Touches the first and last byte of each tensor. */
  private static void use(List<StoredTensor> tensors) {
    for (StoredTensor tensor : tensors) {
      long size = tensor.data().byteSize();
      assertThat(size).isEqualTo(tensor.type().bytesFor(tensor.shape().elements()));
      if (size > 0) {
        tensor.data().get(ValueLayout.JAVA_BYTE, 0);
        tensor.data().get(ValueLayout.JAVA_BYTE, size - 1);
      }
    }
  }
}
