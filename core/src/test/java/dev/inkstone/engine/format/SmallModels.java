package dev.inkstone.engine.format;

import dev.inkstone.engine.tensor.Shape;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small models with a bit of everything, the same on every call. */
final class SmallModels {
  private static final StoredType F32 = new StoredType("F32", 1, 4);

  private SmallModels() {}

  static GgufWriter gguf() {
    Random random = new Random(7);
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      tokens.add("▁token" + i);
    }
    return new GgufWriter()
        .string("general.architecture", "llama")
        .uint32("llama.block_count", 2)
        .float32("llama.attention.layer_norm_rms_epsilon", 1e-5f)
        .bool("tokenizer.ggml.add_bos_token", true)
        .strings("tokenizer.ggml.tokens", tokens)
        .float32s("tokenizer.ggml.scores", 0, -1, -2.5f)
        .int32s("tokenizer.ggml.token_type", 1, 2, 3)
        .set("u8", GgufValue.integer(GgufValueType.UINT8, 200))
        .set("i64", GgufValue.integer(GgufValueType.INT64, Long.MIN_VALUE))
        .set("f64", GgufValue.float64(Math.E))
        .set("bools", GgufValue.bools(new boolean[] {true, false, true}))
        .set("u16s", GgufValue.integers(GgufValueType.UINT16, new long[] {1, 65535}))
        .set("u32s", GgufValue.integers(GgufValueType.UINT32, new long[] {1, 0xFFFF_FFFFL}))
        .set("u64s", GgufValue.integers(GgufValueType.UINT64, new long[] {1, Long.MAX_VALUE}))
        .set("f64s", GgufValue.float64s(new double[] {1, Double.NaN}))
        .set(
            "nested",
            GgufValue.arrays(
                List.of(
                    GgufValue.arrays(List.of(GgufValue.int32s(new int[] {4, 5}))),
                    GgufValue.strings(List.of("x", "")))))
        .tensor("embedding", Shape.of(40, 8), F32, TensorContent.of(floats(random, 320)))
        .tensor("scalar", Shape.of(), F32, TensorContent.of(new float[] {3}))
        .tensor(
            "blocks",
            Shape.of(3, 64),
            GgmlTypes.byName("Q8_0").orElseThrow(),
            TensorContent.of(MemorySegment.ofArray(bytes(random, 3 * 68))))
        .tensor("output", Shape.of(2, 4, 40), F32, TensorContent.of(floats(random, 320)));
  }

  static SafetensorsWriter safetensors() {
    Random random = new Random(8);
    return new SafetensorsWriter()
        .metadata("format", "pt")
        .metadata("made by", "test ☃")
        .tensor(
            "flags",
            Shape.of(3),
            SafetensorsTypes.byName("BOOL").orElseThrow(),
            TensorContent.of(MemorySegment.ofArray(new byte[] {1, 0, 1})))
        .tensor("a.weight", Shape.of(16, 8), F32, TensorContent.of(floats(random, 128)))
        .tensor(
            "half",
            Shape.of(5, 3),
            SafetensorsTypes.byName("BF16").orElseThrow(),
            TensorContent.of(MemorySegment.ofArray(bytes(random, 30))))
        .tensor("empty", Shape.of(0, 4), F32, TensorContent.of(new float[0]))
        .tensor("scalar", Shape.of(), F32, TensorContent.of(new float[] {2}))
        .tensor(
            "nibbles",
            Shape.of(3, 4),
            SafetensorsTypes.byName("F4").orElseThrow(),
            TensorContent.of(MemorySegment.ofArray(bytes(random, 6))))
        .tensor("b.weight", Shape.of(16, 8), F32, TensorContent.of(floats(random, 128)));
  }

  static float[] floats(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }

  private static byte[] bytes(Random random, int count) {
    byte[] values = new byte[count];
    random.nextBytes(values);
    return values;
  }
}
