package dev.inkstone.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * That a warm-up leaves out no kernel of a first prompt: it would run to its limit, or the prompt
 * would find a kernel whose vectors are objects of a hundred bytes each.
 *
 * <p>Each trial is a JVM of its own, which compiles in an order of its own and now and then throws
 * away what it has compiled: of norms in every third start, of other small operations in every
 * sixth, of products in every thirtieth. So a kernel counts as compiled if any of some JVMs finds
 * it so. One that is left out is compiled in none.
 *
 * <p>It runs only where {@code inkstone.warm-up-trials} is {@code true}: compilation needs a
 * machine that has time for it.
 */
@EnabledIfSystemProperty(named = "inkstone.warm-up-trials", matches = "true")
class WarmUpCompilationTest {
  /** The formats of each JVM: more than two meet in one compilation where they can. */
  private static final List<List<String>> TRIALS =
      List.of(
          List.of("Q4_0"),
          List.of("Q8_0"),
          List.of("F16"),
          List.of("Q4_K"),
          List.of("IQ4_NL"),
          List.of("Q4_K", "Q6_K"),
          List.of("Q4_0", "Q8_0", "F16", "Q4_K"));

  /** JVMs for each trial at most; one or two do as a rule. */
  private static final int ROUNDS = 4;

  /** Two of each trial, four of each format in it, and of what knows none. */
  private static final int MEASURES =
      TRIALS.stream().mapToInt(formats -> 2 + 4 * formats.size()).sum() + 6;

  /**
   * Bytes for a vector of results. With 512 bits those of products are 0 to 36, and 137 and more if
   * tiles, weights or dots are not compiled; those of one token's attention 2 and 178, those of
   * small operations 0 and 288.
   */
  private static final double TOLERATED_BYTES = 40;

  /** The same of a prompt's attention, where softmax is a small part: 4.2, and 11.6 without it. */
  private static final double TOLERATED_BYTES_OF_ATTENTION = 6;

  @Test
  void finishes_and_leaves_no_kernel_of_a_first_prompt_to_the_interpreter()
      throws IOException, InterruptedException {
    assumeTrue(CpuFeatures.current().vectorsUsable(), () -> CpuFeatures.current().description());
    List<String> arguments = ManagementFactory.getRuntimeMXBean().getInputArguments();
    assumeTrue(
        arguments.stream().noneMatch(a -> a.startsWith("-XX:MaxVectorSize")),
        "the JVMs it starts have the widest vectors, once is enough");
    Map<String, Double> least = new TreeMap<>();
    for (int round = 0; round < ROUNDS && (round == 0 || !isCompiled(least)); round++) {
      for (List<String> formats : TRIALS) {
        addTrial(formats, least);
      }
    }
    assertThat(least).as("bytes for a vector").allSatisfy(WarmUpCompilationTest::assertCompiled);
    assertThat(least).as("bytes for a vector").hasSize(MEASURES);
  }

  private static boolean isCompiled(Map<String, Double> least) {
    return least.size() == MEASURES
        && least.entrySet().stream().allMatch(e -> e.getValue() <= tolerated(e.getKey()));
  }

  private static void assertCompiled(String what, double bytes) {
    assertThat(bytes).as(what).isLessThanOrEqualTo(tolerated(what));
  }

  private static double tolerated(String what) {
    if (what.contains("never")) {
      return 0;
    }
    return what.equals("attention of 12 tokens") ? TOLERATED_BYTES_OF_ATTENTION : TOLERATED_BYTES;
  }

  private static void addTrial(List<String> formats, Map<String, Double> least)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.add("--add-modules=jdk.incubator.vector");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Xmx1g");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(WarmUpTrial.class.getName());
    command.addAll(formats);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    for (String line : process.inputReader().lines().toList()) {
      int end = line.indexOf(WarmUpTrial.SEPARATOR);
      double bytes = Double.parseDouble(line.substring(end + WarmUpTrial.SEPARATOR.length()));
      least.merge(line.substring(0, end), bytes, Math::min);
    }
    assertThat(process.waitFor()).as("exit of the JVM for %s", formats).isZero();
  }
}
