package dev.inkstone.engine.kernel;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/** Functions of single vectors, short enough that C2 always inlines them. */
final class VectorMath {
  private static final float TWO_POW_112 = 0x1p112f;
  // Of both halves of an int: adding the last bit of an exponent carries if all its bits are set.
  private static final int EXPONENTS = 0x7c00_7c00;
  private static final int LAST_BITS = 0x0400_0400;
  private static final int SIGNS = 0x8000_8000;
  private static final float LOG2_E = 1.4426950f;
  // ln 2 in two parts: the first has so few digits that its product with an exponent is exact.
  private static final float LN2_HIGH = 0x1.62e4p-1f;
  private static final float LN2_LOW = 1.4286068e-6f;
  // Adding this rounds to an integer, which then stands in the low bits.
  private static final float ROUNDER = 0x1.8p23f;

  private static final VectorShuffle<Float> BY_8 = rotation(8);
  private static final VectorShuffle<Float> BY_4 = rotation(4);
  private static final VectorShuffle<Float> BY_2 = rotation(2);
  private static final VectorShuffle<Float> BY_1 = rotation(1);

  private VectorMath() {}

  private static VectorShuffle<Float> rotation(int steps) {
    return VectorShuffle.iota(Lanes.F, steps % Lanes.COUNT, 1, true);
  }

  /**
   * The sum of all lanes, halves first. {@code reduceLanes} leaves the order open, and compiled
   * code adds in another than interpreted code: results would change as a program warms up.
   */
  static float sum(FloatVector x) {
    FloatVector eight = Lanes.COUNT > 8 ? x.add(x.rearrange(BY_8)) : x;
    FloatVector four = Lanes.COUNT > 4 ? eight.add(eight.rearrange(BY_4)) : eight;
    FloatVector two = four.add(four.rearrange(BY_2));
    return two.add(two.rearrange(BY_1)).lane(0);
  }

  /** The same of a vector's lanes in an array, which it changes: for where no vector may cross. */
  static float sum(float[] lanes) {
    for (int half = Lanes.COUNT / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        lanes[i] += lanes[i + half];
      }
    }
    return lanes[0];
  }

  /** The binary16 numbers at {@code offset}, exactly; finite ones only. */
  static FloatVector halves(MemorySegment segment, long offset) {
    return halves(ShortVector.fromMemorySegment(Lanes.S, segment, offset, Lanes.ORDER));
  }

  /**
   * The binary16 numbers at {@code offset}, exactly; NaN for those that are none. Two operations
   * more than {@link #halves(MemorySegment, long)}: from 2^16 on, where the exponent is that of NaN
   * and infinity, the product with 2^112 is infinite, and zero times that is NaN.
   */
  static FloatVector halvesOrNaN(MemorySegment segment, long offset) {
    FloatVector halves = halves(segment, offset);
    return halves.mul(TWO_POW_112).fma(FloatVector.zero(Lanes.F), halves);
  }

  // Exponent and mantissa move to where binary32 has them; the product corrects the bias, and makes
  // subnormal numbers normal.
  private static FloatVector halves(ShortVector bits) {
    return ((IntVector) bits.castShape(Lanes.I, 0))
        .lanewise(VectorOperators.LSHL, 13)
        .and(0x8fff_e000)
        .reinterpretAsFloats()
        .mul(TWO_POW_112);
  }

  /** The binary16 numbers in the lower halves of {@code both}; finite ones only. */
  static FloatVector lowHalves(IntVector both) {
    return lowHalvesPlaced(both).mul(TWO_POW_112);
  }

  /** The binary16 numbers in the upper halves of {@code both}; finite ones only. */
  static FloatVector highHalves(IntVector both) {
    return highHalvesPlaced(both).mul(TWO_POW_112);
  }

  /** Puts signs into {@code carries} where a half of {@code both} is no finite number. */
  static IntVector orCarries(IntVector both, IntVector carries) {
    return carries.or(both.and(EXPONENTS).add(LAST_BITS));
  }

  /** Whether {@link #orCarries} met a half that is no finite number. */
  static boolean anySign(IntVector carries) {
    return carries.and(SIGNS).compare(VectorOperators.NE, 0).anyTrue();
  }

  /** {@link #lowHalves} times 2^-112, which is how their bits stand in binary32. */
  static FloatVector lowHalvesPlaced(IntVector both) {
    return highHalvesPlaced(both.lanewise(VectorOperators.LSHL, 16));
  }

  /** {@link #highHalves} times 2^-112. */
  static FloatVector highHalvesPlaced(IntVector both) {
    return both.lanewise(VectorOperators.ASHR, 3).and(0x8fff_e000).reinterpretAsFloats();
  }

  /** Block scales of any {@link ScaleType}; {@code rest} is where their lower bits lie. */
  static FloatVector scales(
      MemorySegment segment,
      long offset,
      int shift,
      int mask,
      float factor,
      MemorySegment restSegment,
      long rest) {
    IntVector upper =
        (IntVector)
            ShortVector.fromMemorySegment(Lanes.S, segment, offset, Lanes.ORDER)
                .castShape(Lanes.I, 0);
    IntVector lower =
        (IntVector)
            ShortVector.fromMemorySegment(Lanes.S, restSegment, rest, Lanes.ORDER)
                .castShape(Lanes.I, 0);
    return upper
        .lanewise(VectorOperators.LSHL, shift)
        .and(mask)
        .or(lower.and(0xffff))
        .reinterpretAsFloats()
        .mul(factor);
  }

  /** Where vector {@code i} of a table of 16 begins, from the first one on again after the last. */
  static int tablePart(int i) {
    return (i * Lanes.COUNT) % 16;
  }

  /**
   * The values at the low four bits of {@code codes} in a table of 16 floats, the vectors {@code
   * t0} to {@code t3} of it; all of them are {@code t0} if a vector holds the table.
   */
  static FloatVector look(IntVector codes, IntVector t0, IntVector t1, IntVector t2, IntVector t3) {
    if (Lanes.COUNT == 16) {
      return codes.selectFrom(t0).reinterpretAsFloats();
    }
    IntVector lower = codes.selectFrom(t0, t1);
    if (Lanes.COUNT == 8) {
      return lower.reinterpretAsFloats();
    }
    VectorMask<Integer> upper = codes.and(8).compare(VectorOperators.NE, 0);
    return lower.blend(codes.selectFrom(t2, t3), upper).reinterpretAsFloats();
  }

  /** The bfloat16 numbers at {@code offset}. */
  static FloatVector brains(MemorySegment segment, long offset) {
    return lowBrains(
        (IntVector)
            ShortVector.fromMemorySegment(Lanes.S, segment, offset, Lanes.ORDER)
                .castShape(Lanes.I, 0));
  }

  /** The bfloat16 numbers in the lower halves of {@code both}. */
  static FloatVector lowBrains(IntVector both) {
    return both.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
  }

  /** The bfloat16 numbers in the upper halves of {@code both}. */
  static FloatVector highBrains(IntVector both) {
    return both.and(0xffff_0000).reinterpretAsFloats();
  }

  /** Bytes at {@code offset}, as ints with their sign; reads 8 bytes at least. */
  static IntVector bytes(MemorySegment segment, long offset) {
    return (IntVector)
        ByteVector.fromMemorySegment(Lanes.B, segment, offset, Lanes.ORDER).castShape(Lanes.I, 0);
  }

  /** Signed bytes at {@code offset}, as floats; reads 8 bytes at least. */
  static FloatVector signedBytes(MemorySegment segment, long offset) {
    return (FloatVector)
        ByteVector.fromMemorySegment(Lanes.B, segment, offset, Lanes.ORDER).castShape(Lanes.F, 0);
  }

  /**
   * {@code e^x}: within 1.5 units in the last place (relative error below 1.5e-7) from -86.6 to
   * 88.7; zero below, infinite above, NaN for NaN.
   *
   * <p>{@code x = n ln 2 + r}, {@code |r| <= ln 2 / 2}; {@code e^r} by its Taylor polynomial of
   * degree 7, whose remainder is below 6e-9.
   */
  static FloatVector exp(FloatVector x) {
    FloatVector low = x.blend(-87.5f, x.compare(VectorOperators.LT, -87.5f));
    FloatVector bounded = low.blend(89f, low.compare(VectorOperators.GT, 89f));
    FloatVector rounded =
        bounded.fma(
            FloatVector.broadcast(Lanes.F, LOG2_E), FloatVector.broadcast(Lanes.F, ROUNDER));
    FloatVector n = rounded.sub(ROUNDER);
    FloatVector r = n.fma(FloatVector.broadcast(Lanes.F, -LN2_HIGH), bounded).sub(n.mul(LN2_LOW));
    FloatVector sum =
        r.fma(FloatVector.broadcast(Lanes.F, 1f / 5040), FloatVector.broadcast(Lanes.F, 1f / 720));
    sum = sum.fma(r, FloatVector.broadcast(Lanes.F, 1f / 120));
    sum = sum.fma(r, FloatVector.broadcast(Lanes.F, 1f / 24));
    sum = sum.fma(r, FloatVector.broadcast(Lanes.F, 1f / 6));
    sum = sum.fma(r, FloatVector.broadcast(Lanes.F, 0.5f));
    sum = sum.fma(r, FloatVector.broadcast(Lanes.F, 1f));
    sum = sum.fma(r, FloatVector.broadcast(Lanes.F, 1f));
    // 2^(n-1), then twice: so n may be 128, and n = -126 gives zero.
    FloatVector power =
        rounded
            .reinterpretAsInts()
            .add(126)
            .lanewise(VectorOperators.LSHL, 23)
            .reinterpretAsFloats();
    FloatVector half = sum.mul(power);
    return half.add(half);
  }

  /** {@code x / (1 + e^-x)}. */
  static FloatVector silu(FloatVector x) {
    return x.div(exp(x.neg()).add(1f));
  }

  /** The same of one number, with the bits of a lane: results do not depend on where it stands. */
  static float silu(float x) {
    return x / (exp(-x) + 1f);
  }

  /** As {@link #exp(FloatVector)}; {@code Math.exp} may change as a program warms up. */
  static float exp(float x) {
    float low = x < -87.5f ? -87.5f : x;
    float bounded = low > 89f ? 89f : low;
    float rounded = Math.fma(bounded, LOG2_E, ROUNDER);
    float n = rounded - ROUNDER;
    float r = Math.fma(n, -LN2_HIGH, bounded) - n * LN2_LOW;
    float sum = Math.fma(r, 1f / 5040, 1f / 720);
    sum = Math.fma(sum, r, 1f / 120);
    sum = Math.fma(sum, r, 1f / 24);
    sum = Math.fma(sum, r, 1f / 6);
    sum = Math.fma(sum, r, 0.5f);
    sum = Math.fma(sum, r, 1f);
    sum = Math.fma(sum, r, 1f);
    float power = Float.intBitsToFloat((Float.floatToRawIntBits(rounded) + 126) << 23);
    float half = sum * power;
    return half + half;
  }
}
