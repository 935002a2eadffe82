package dev.inkstone;

import dev.inkstone.engine.kernel.CpuFeatures;

/**
 * What Inkstone found on this machine and in this JVM: the facts that decide how fast it computes.
 * Immutable.
 *
 * @param vectorModule whether the module {@code jdk.incubator.vector} is loaded
 * @param vectorBits width of a float vector, 0 without the module
 * @param optimizingCompiler whether HotSpot's C2 compiler is there and not switched off
 * @param fusedMultiplyAdd whether the JVM multiplies and adds in one instruction
 * @param littleEndian whether the byte order is little-endian
 * @param cores processors the JVM may use
 * @param vectorKernels whether the vector kernels run; otherwise the scalar ones do, many times
 *     slower
 * @param kernels the kernels in use, and why, in one line
 */
public record SystemReport(
    boolean vectorModule,
    int vectorBits,
    boolean optimizingCompiler,
    boolean fusedMultiplyAdd,
    boolean littleEndian,
    int cores,
    boolean vectorKernels,
    String kernels) {

  /** What was found in this process. */
  public static SystemReport current() {
    CpuFeatures features = CpuFeatures.current();
    return new SystemReport(
        features.vectorModule(),
        features.vectorBits(),
        features.optimizingCompiler(),
        features.fusedMultiplyAdd(),
        features.littleEndian(),
        features.cores(),
        features.vectorsUsable(),
        features.description());
  }
}
