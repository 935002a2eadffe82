package dev.inkstone.bench;

import dev.inkstone.engine.model.LoadOptions;
import dev.inkstone.engine.model.LoadedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Says what opening a model file adds to the Java heap, whatever the file's size, and whether
 * closing takes its mapping away (Linux). Exit code 1 if the heap grows by more than a limit or the
 * file is still mapped after closing.
 */
public final class MemoryProbe {
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int COLLECTIONS = 3;

  private static final String USAGE =
      "MemoryProbe --model FILE [--weights mapped|packed] [--limit BYTES_OF_HEAP]";

  private static final Set<String> OPTIONS = Set.of("--model", "--weights", "--limit");

  private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
  private final Path path;
  private final boolean packed;

  private MemoryProbe(Path path, boolean packed) {
    this.path = path;
    this.packed = packed;
  }

  /** Measures as the options say; see {@code docs/benchmarks.md}. */
  public static void main(String[] args) throws Exception {
    Program.run(USAGE, OPTIONS, args, MemoryProbe::run);
  }

  private static int run(Arguments arguments) throws IOException {
    Path path = Path.of(arguments.required("--model")).toRealPath();
    boolean packed =
        switch (arguments.optional("--weights").orElse("mapped")) {
          case "mapped" -> false;
          case "packed" -> true;
          default -> throw new IllegalArgumentException("--weights is neither mapped nor packed");
        };
    Result result = new MemoryProbe(path, packed).measure();
    System.out.printf(
        "file %,d bytes; heap %,d bytes more while open; file mappings: %d open, %d after close%n"
            + "resident: %s before, %s open, %s after close%n",
        Files.size(path),
        result.heapBytes(),
        result.mappingsOpen(),
        result.mappingsClosed(),
        result.residentBefore(),
        result.residentOpen(),
        result.residentClosed());
    return verdict(result, arguments.longNumber("--limit", Long.MAX_VALUE, 0));
  }

  private static int verdict(Result result, long limit) {
    if (result.heapBytes() > limit) {
      System.out.printf("limit of %,d bytes of heap exceeded%n", limit);
      return Program.LIMIT_EXCEEDED;
    }
    if (result.mappingsClosed() > 0) {
      System.out.println("the file is still mapped after closing");
      return Program.LIMIT_EXCEEDED;
    }
    return Program.OK;
  }

  /**
   * What was found.
   *
   * @param heapBytes heap in use with the model open, less that before
   * @param mappingsOpen mappings of the file while it is open
   * @param mappingsClosed mappings of the file after closing
   * @param residentBefore resident memory before opening, as the system writes it
   * @param residentOpen resident memory while open
   * @param residentClosed resident memory after closing
   */
  record Result(
      long heapBytes,
      long mappingsOpen,
      long mappingsClosed,
      String residentBefore,
      String residentOpen,
      String residentClosed) {}

  /** Opens and closes the model of {@code path} and says what that did. */
  static Result measure(Path path, boolean packed) {
    return new MemoryProbe(path, packed).measure();
  }

  private Result measure() {
    // Once before counting, for classes and constants that stay.
    open().close();
    long heapBefore = usedHeap();
    String residentBefore = resident();
    long heapOpen;
    String residentOpen;
    long mappingsOpen;
    try (LoadedModel model = open()) {
      heapOpen = usedHeap();
      residentOpen = resident();
      mappingsOpen = mappings();
      // Keeps the model reachable while the heap is counted.
      if (model.decoder().config().layers() < 1) {
        throw new IllegalStateException("the model has no layers");
      }
    }
    return new Result(
        heapOpen - heapBefore, mappingsOpen, mappings(), residentBefore, residentOpen, resident());
  }

  private LoadedModel open() {
    LoadOptions options = LoadOptions.defaults();
    return packed ? LoadedModel.load(path, options) : LoadedModel.open(path, options);
  }

  private long usedHeap() {
    for (int i = 0; i < COLLECTIONS; i++) {
      memory.gc();
    }
    return memory.getHeapMemoryUsage().getUsed();
  }

  private long mappings() {
    return lines(MAPS).stream().filter(line -> line.contains(path.toString())).count();
  }

  private static String resident() {
    return lines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> line.substring("VmRSS:".length()).strip())
        .findFirst()
        .orElse("unknown");
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException unreadable) {
      throw new UncheckedIOException("cannot read " + file, unreadable);
    }
  }
}
