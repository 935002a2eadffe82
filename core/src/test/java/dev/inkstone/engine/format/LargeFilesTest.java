package dev.inkstone.engine.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeFilesTest {
  private static final long FIVE_GIB = 5L << 30;

  @TempDir private Path folder;

  @Test
  void a_gguf_tensor_past_4_gib_is_mapped_and_takes_no_heap() throws IOException {
    GgufBytes header =
        GgufBytes.header(2, 0)
            .tensor("large", 24, 0, 1 << 20, 5 << 10)
            .tensor("after", 24, FIVE_GIB, 1)
            .align(32);
    Path file = sparse("large.gguf", header.toArray(), FIVE_GIB);
    assertLarge(file);
  }

  @Test
  void a_safetensors_tensor_past_4_gib_is_mapped_and_takes_no_heap() throws IOException {
    String large = "{'dtype':'I8','shape':[5120,1048576],'data_offsets':[0,%d]}";
    String after = "{'dtype':'I8','shape':[1],'data_offsets':[%d,%d]}";
    String json =
        ("{'large':" + large + ",'after':" + after + "}")
            .replace('\'', '"')
            .formatted(FIVE_GIB, FIVE_GIB, FIVE_GIB + 1);
    byte[] text = json.getBytes(UTF_8);
    GgufBytes header = new GgufBytes().int64(text.length).raw(text);
    Path file = sparse("large.safetensors", header.toArray(), FIVE_GIB);
    assertLarge(file);
  }

  private static void assertLarge(Path file) {
    TensorFiles.open(file).close();
    long allocated =
        Allocation.during(
            () -> {
              try (TensorFile model = TensorFiles.open(file)) {
                StoredTensor large = model.tensor("large").orElseThrow();
                assertThat(large.data().byteSize()).isEqualTo(FIVE_GIB);
                assertThat(large.data().get(ValueLayout.JAVA_BYTE, FIVE_GIB - 1)).isZero();
                StoredTensor after = model.tensor("after").orElseThrow();
                assertThat(after.data().get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 42);
              }
            });
    assertThat(allocated).isLessThan(1 << 20);
  }

  /** A header, a hole that takes no disk, and one byte of 42. */
  private Path sparse(String name, byte[] header, long hole) throws IOException {
    Path file = folder.resolve(name);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      channel.write(ByteBuffer.wrap(header));
      channel.write(ByteBuffer.wrap(new byte[] {42}), header.length + hole);
    }
    return file;
  }

  @Test
  void a_vocabulary_of_256k_with_merges_is_within_the_limits() {
    List<String> tokens = new ArrayList<>();
    List<String> merges = new ArrayList<>();
    for (int i = 0; i < 1 << 18; i++) {
      tokens.add("Ġtoken" + i);
      merges.add("Ġtok en" + i);
      merges.add("to k" + i);
    }
    Path file = folder.resolve("vocabulary.gguf");
    new GgufWriter()
        .strings("tokenizer.ggml.tokens", tokens)
        .strings("tokenizer.ggml.merges", merges)
        .int32s("tokenizer.ggml.token_type", new int[1 << 18])
        .float32s("tokenizer.ggml.scores", new float[1 << 18])
        .write(file);
    try (GgufFile gguf = GgufFile.open(file)) {
      assertThat(gguf.metadata().strings("tokenizer.ggml.tokens")).isEqualTo(tokens);
      assertThat(gguf.metadata().strings("tokenizer.ggml.merges")).isEqualTo(merges);
    }
  }
}
