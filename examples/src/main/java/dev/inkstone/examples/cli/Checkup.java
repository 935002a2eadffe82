package dev.inkstone.examples.cli;

import dev.inkstone.SystemReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Judges a machine: facts in, findings out.
 *
 * @param report what the kernels found
 * @param group limits of the control group
 * @param memory of the machine and of the JVM
 */
record Checkup(SystemReport report, ControlGroup group, Memory memory) {
  private static final int NARROW_BITS = 256;
  private static final double MUCH_THROTTLED = 0.1;
  private static final long SMALL = 2L << 30;

  /**
   * Memory in bytes.
   *
   * @param physical what this process may use at most
   * @param available what is free or can be freed now
   * @param heap the heap's bound
   */
  record Memory(long physical, long available, long heap) {}

  /** All findings, in reading order. */
  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(javaMachine());
    findings.add(vectorModule());
    findings.add(vectorWidth());
    findings.add(compiler());
    findings.add(fusedMultiplyAdd());
    findings.add(kernels());
    findings.add(cores());
    findings.add(processorLimit());
    findings.add(throttling());
    findings.add(memoryLimit());
    findings.add(physicalMemory());
    findings.add(heap());
    return findings;
  }

  private static Finding javaMachine() {
    return Finding.fine(
        "JVM",
        "%s %s, %s, %s"
            .formatted(
                System.getProperty("java.vm.name", "unknown"),
                Runtime.version(),
                System.getProperty("java.vendor", "unknown vendor"),
                System.getProperty("os.name", "unknown system")));
  }

  private Finding vectorModule() {
    return report.vectorModule()
        ? Finding.fine("vector module", "jdk.incubator.vector is loaded")
        : Finding.slow(
            "vector module",
            "jdk.incubator.vector is not loaded",
            "start Java with --add-modules jdk.incubator.vector; the inkstone launcher does");
  }

  private Finding vectorWidth() {
    String bits = report.vectorBits() + " bits";
    if (!report.vectorModule()) {
      return Finding.note("vector width", "unknown", "load the vector module to see it");
    }
    if (report.vectorBits() < 128) {
      return Finding.slow(
          "vector width",
          bits,
          "remove -XX:MaxVectorSize and -XX:UseAVX or UseSSE if they are set");
    }
    boolean intel =
        System.getProperty("os.arch", "").toLowerCase(Locale.ROOT).contains("64")
            && !System.getProperty("os.arch", "").toLowerCase(Locale.ROOT).contains("aarch");
    if (report.vectorBits() < NARROW_BITS && intel) {
      return Finding.note(
          "vector width",
          bits,
          "processors with AVX2 have 256; remove -XX:MaxVectorSize and -XX:UseAVX if they are set,"
              + " and let a virtual machine show the host's processor");
    }
    return Finding.fine("vector width", bits);
  }

  private Finding compiler() {
    return report.optimizingCompiler()
        ? Finding.fine("C2 compiler", "present")
        : Finding.slow(
            "C2 compiler",
            "absent or switched off",
            "use a HotSpot server JVM and remove -Xint, -client and -XX:TieredStopAtLevel");
  }

  private Finding fusedMultiplyAdd() {
    return report.fusedMultiplyAdd()
        ? Finding.fine("multiply-add", "one instruction")
        : Finding.slow(
            "multiply-add",
            "the JVM does not use it",
            "remove -XX:-UseFMA and -XX:UseAVX; a processor without it computes slowly");
  }

  private Finding kernels() {
    return report.vectorKernels()
        ? Finding.fine("kernels", report.kernels())
        : Finding.slow("kernels", report.kernels(), "see the findings above");
  }

  private Finding cores() {
    return report.cores() > 1
        ? Finding.fine("cores", Integer.toString(report.cores()))
        : Finding.note(
            "cores", "1", "give the container or virtual machine more, or check taskset");
  }

  private Finding processorLimit() {
    String version = group.version() == 0 ? "" : " (cgroup v" + group.version() + ")";
    if (group.cpus().isEmpty()) {
      return Finding.fine("CPU limit", "none" + version);
    }
    double cpus = group.cpus().getAsDouble();
    String value = String.format(Locale.ROOT, "%.2f cores", cpus) + version;
    if (cpus >= report.cores()) {
      return Finding.fine("CPU limit", value);
    }
    String advice =
        "%d threads would be stopped again and again: use --threads %d, or raise the limit"
            .formatted(report.cores(), Math.max(1, (int) cpus));
    return cpus < 1 || cpus + 1 <= report.cores()
        ? Finding.slow("CPU limit", value, advice)
        : Finding.note("CPU limit", value, advice);
  }

  private Finding throttling() {
    if (group.throttled().isEmpty()) {
      return Finding.fine("throttling", "none seen");
    }
    double share = group.throttled().getAsDouble();
    String value = String.format(Locale.ROOT, "in %.1f %% of all periods so far", 100 * share);
    return share < MUCH_THROTTLED
        ? Finding.fine("throttling", value)
        : Finding.slow("throttling", value, "use fewer --threads or raise the CPU limit");
  }

  private Finding memoryLimit() {
    return group.memoryBytes().isEmpty()
        ? Finding.fine("memory limit", "none")
        : Finding.fine("memory limit", Quantities.bytes(group.memoryBytes().getAsLong()));
  }

  private Finding physicalMemory() {
    String value =
        "%s, %s of it available"
            .formatted(Quantities.bytes(memory.physical()), Quantities.bytes(memory.available()));
    return memory.available() < SMALL
        ? Finding.note(
            "memory",
            value,
            "enough for small models only; 'inkstone info' says what a model needs")
        : Finding.fine("memory", value);
  }

  /** Weights and caches live outside the heap, so a large heap takes memory away from them. */
  private Finding heap() {
    String value = "at most " + Quantities.bytes(memory.heap());
    return memory.heap() > memory.physical() / 2
        ? Finding.note(
            "heap",
            value,
            "models live outside the heap: with a smaller -Xmx more of the memory is theirs")
        : Finding.fine("heap", value + "; models live outside it");
  }
}
