package dev.inkstone.engine.kernel;

import java.util.Map;

/** The registry of cache formats. */
public final class CacheFormats {
  /** Binary32. */
  public static final CacheFormat F32 = new F32Cache();

  /** Binary16. */
  public static final CacheFormat F16 = new F16Cache();

  /** Bfloat16. */
  public static final CacheFormat BF16 = new BF16Cache();

  /** Bytes with a scale for every 32. */
  public static final CacheFormat Q8_0 = new Q8Cache();

  /** Half bytes with a scale for every 32, of rotated rows. */
  public static final CacheFormat Q4_0 = new Q4Cache();

  private static final Map<String, CacheFormat> BY_NAME =
      Map.of("F32", F32, "F16", F16, "BF16", BF16, "Q8_0", Q8_0, "Q4_0", Q4_0);

  private CacheFormats() {}

  /** Every format by its name. */
  public static Map<String, CacheFormat> all() {
    return BY_NAME;
  }

  /** The format with a name. */
  public static CacheFormat byName(String name) {
    CacheFormat format = BY_NAME.get(name);
    if (format == null) {
      throw new IllegalArgumentException(
          "no cache format '%s'; there are %s".formatted(name, BY_NAME.keySet()));
    }
    return format;
  }
}
