package dev.inkstone.engine.kernel;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteOrder;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this machine and this JVM offer to the kernels; the one place that asks.
 *
 * <p>Vectors are used if the module {@code jdk.incubator.vector} is in the boot layer, HotSpot's C2
 * compiles, the processor multiplies and adds in one instruction, bytes are little-endian and a
 * vector has at least 128 bits. Otherwise the scalar kernels run, and one log line says why and
 * what to do.
 *
 * @param vectorModule whether {@code jdk.incubator.vector} is in the boot layer
 * @param vectorBits width of the preferred float vector, 0 without the module
 * @param optimizingCompiler whether HotSpot's C2 is present and not switched off
 * @param fusedMultiplyAdd whether the JVM emits fused multiply-add instructions
 * @param littleEndian whether the native byte order is little-endian
 * @param cores processors the JVM may use
 */
public record CpuFeatures(
    boolean vectorModule,
    int vectorBits,
    boolean optimizingCompiler,
    boolean fusedMultiplyAdd,
    boolean littleEndian,
    int cores) {

  private static final int C2_LEVEL = 4;

  /** What was found when this class was first used. */
  public static CpuFeatures current() {
    return Found.FEATURES;
  }

  /** The best kernels for this process; always the same object. */
  public static Kernels kernels() {
    return Best.KERNELS;
  }

  /** Whether the vector kernels run here. */
  public boolean vectorsUsable() {
    return vectorModule
        && vectorBits >= 128
        && optimizingCompiler
        && fusedMultiplyAdd
        && littleEndian;
  }

  /** One line for reports: kernels in use, and why. */
  public String description() {
    String machine =
        "%s, %d cores, %s"
            .formatted(
                System.getProperty("os.arch", "unknown architecture"),
                cores,
                System.getProperty("java.vm.name", "unknown JVM"));
    return vectorsUsable()
        ? vectorBits + "-bit vectors (" + machine + ")"
        : "scalar (" + machine + "): " + reason();
  }

  private String reason() {
    if (!littleEndian) {
      return "the byte order is big-endian, which the vector kernels do not support";
    }
    if (!vectorModule) {
      return "the vector module is not loaded; start Java with --add-modules jdk.incubator.vector";
    }
    if (!optimizingCompiler) {
      return "the C2 compiler is off; remove -Xint, -client, -XX:TieredStopAtLevel and the like, or"
          + " use a HotSpot JVM";
    }
    if (!fusedMultiplyAdd) {
      return "the JVM emits no fused multiply-add; the processor lacks it or -XX:UseFMA or"
          + " -XX:UseAVX switch it off";
    }
    return "vectors have " + vectorBits + " bits, at least 128 are needed";
  }

  /** Bytes of heap that the calling thread has taken so far, -1 if this JVM does not tell. */
  static long allocatedBytes() {
    return Found.COUNTERS ? Allocation.bytes() : -1;
  }

  private static CpuFeatures find() {
    boolean module = inBootLayer("jdk.incubator.vector");
    boolean flags = inBootLayer("jdk.management");
    return new CpuFeatures(
        module,
        module ? Lanes.BITS : 0,
        optimizes() && (!flags || Flags.number("TieredStopAtLevel", C2_LEVEL) >= C2_LEVEL),
        !flags || Flags.on("UseFMA", true),
        ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN,
        Runtime.getRuntime().availableProcessors());
  }

  private static boolean inBootLayer(String module) {
    return ModuleLayer.boot().findModule(module).isPresent();
  }

  private static boolean optimizes() {
    String name = System.getProperty("java.vm.name", "").toLowerCase(Locale.ROOT);
    String mode = System.getProperty("java.vm.info", "").toLowerCase(Locale.ROOT);
    return !name.contains("client")
        && !name.contains("minimal")
        && !name.contains("zero")
        && !name.contains("openj9")
        && !mode.contains("interpreted");
  }

  private static final class Found {
    static final CpuFeatures FEATURES = find();
    static final boolean COUNTERS = inBootLayer("jdk.management");
  }

  private static final class Best {
    static final Kernels KERNELS = choose(Found.FEATURES);

    private static Kernels choose(CpuFeatures features) {
      if (features.vectorsUsable()) {
        return new VectorKernels();
      }
      Logger log = LoggerFactory.getLogger(CpuFeatures.class);
      log.warn("Inkstone computes without vectors, many times slower: {}", features.reason());
      return new ScalarKernels();
    }
  }

  /** Flags of HotSpot; loaded only where the management module is. */
  private static final class Flags {
    private Flags() {}

    static boolean on(String name, boolean otherwise) {
      String value = value(name);
      return value.isEmpty() ? otherwise : Boolean.parseBoolean(value);
    }

    static int number(String name, int otherwise) {
      String value = value(name);
      return value.isEmpty() ? otherwise : Integer.parseInt(value);
    }

    private static String value(String name) {
      try {
        HotSpotDiagnosticMXBean bean =
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        return bean == null ? "" : bean.getVMOption(name).getValue();
      } catch (IllegalArgumentException unknownToThisJvm) {
        return "";
      }
    }
  }

  /** Counters of HotSpot; loaded only where the management module is. */
  private static final class Allocation {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    static long bytes() {
      return THREADS instanceof com.sun.management.ThreadMXBean counters
          ? counters.getCurrentThreadAllocatedBytes()
          : -1;
    }
  }
}
