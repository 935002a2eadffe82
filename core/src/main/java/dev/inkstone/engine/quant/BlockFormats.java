package dev.inkstone.engine.quant;

import dev.inkstone.error.UnsupportedModelException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The registry of weight formats: one line each. Immutable and thread-safe. */
public final class BlockFormats {
  private static final List<BlockFormat> ALL =
      List.of(
          new F32(),
          new F16(),
          new BF16(),
          new Q8_0(),
          new Q4_0(),
          new Q4_1(),
          new Q5_0(),
          new Q5_1(),
          new Q4_K(),
          new Q5_K(),
          new Q6_K(),
          new Q2_K(),
          new Q3_K(),
          new IQ4_NL(),
          new IQ4_XS(),
          new IQ3_S(),
          new IQ3_XXS(),
          new IQ2_S(),
          new IQ2_XS(),
          new IQ2_XXS(),
          new IQ1_M(),
          new IQ1_S(),
          new MXFP4(),
          new TQ1_0(),
          new TQ2_0(),
          new NF4(),
          new FP4());

  private static final Map<String, BlockFormat> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(BlockFormat::name, Function.identity()));

  private BlockFormats() {}

  /** Every known format, the plain ones first. */
  public static List<BlockFormat> all() {
    return ALL;
  }

  /** The format of that exact name, or nothing. */
  public static Optional<BlockFormat> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /**
   * The format of that exact name.
   *
   * @throws UnsupportedModelException if there is none; the message lists the known names
   */
  public static BlockFormat byName(String name) {
    return find(name).orElseThrow(() -> unknown(name));
  }

  private static UnsupportedModelException unknown(String name) {
    String known = ALL.stream().map(BlockFormat::name).collect(Collectors.joining(", "));
    return new UnsupportedModelException(
        "weight format '"
            + name
            + "' is not supported, expected one of "
            + known
            + "; convert the model to one of these");
  }
}
