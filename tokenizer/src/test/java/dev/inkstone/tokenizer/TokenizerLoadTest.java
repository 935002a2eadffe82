package dev.inkstone.tokenizer;

import static dev.inkstone.tokenizer.SmallVocabularies.spelled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkstone.error.ModelFormatException;
import dev.inkstone.error.UnsupportedModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerLoadTest {
  private static final String VOCABULARY =
      "{\"a\": 0, \"b\": 1, \"Ġ\": 2, \"ab\": 3, \"Ġab\": 4, \"<|endoftext|>\": 5}";
  private static final String MERGES = "#version: 0.2\na b\nĠ ab\n";

  @TempDir Path folder;

  @Test
  void loads_a_folder_of_merge_files() throws IOException {
    write("vocab.json", VOCABULARY);
    write("merges.txt", MERGES);
    Path modelFolder = folder;
    // As in the documentation of load.
    Tokenizer tokenizer = Tokenizer.load(modelFolder);
    int[] ids = tokenizer.encode("ab ab");
    String text = tokenizer.decode(ids);
    assertThat(ids).containsExactly(3, 4);
    assertThat(text).isEqualTo("ab ab");
    assertThat(tokenizer.specialTokens().eos()).hasValue(5);
    assertThat(Tokenizer.load(folder.resolve("vocab.json")).encode("ab")).containsExactly(3);
  }

  @Test
  void merge_files_may_end_lines_in_cr_lf() throws IOException {
    write("vocab.json", "\uFEFF" + VOCABULARY);
    write("merges.txt", MERGES.replace("\n", "\r\n"));
    assertThat(spelled(Tokenizer.load(folder), "ab ab")).containsExactly("ab", "Ġab");
  }

  @Test
  void the_configuration_names_the_family_of_merge_files() throws IOException {
    write("vocab.json", VOCABULARY.replace("<|endoftext|>", "x"));
    write("merges.txt", MERGES);
    assertThatThrownBy(() -> Tokenizer.load(folder))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("GPT2Tokenizer");
    write("config.json", "{\"model_type\": \"gpt2\"}");
    assertThatThrownBy(() -> Tokenizer.load(folder))
        .as("the end token of GPT-2 has the id 50256")
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("50256");
  }

  @Test
  void roberta_stands_between_its_tokens() throws IOException {
    write(
        "vocab.json",
        "{\"<s>\": 0, \"<pad>\": 1, \"</s>\": 2, \"<unk>\": 3, \"a\": 4, \"Ġ\": 5, \"<mask>\": 6}");
    write("merges.txt", "#version: 0.2\n");
    Tokenizer tokenizer = Tokenizer.load(folder);
    assertThat(tokenizer.encode("a", EncodeOptions.ADD_SPECIAL)).containsExactly(0, 4, 2);
    assertThat(tokenizer.encode("a <mask>", EncodeOptions.PARSE_SPECIAL)).containsExactly(4, 6);
    assertThat(tokenizer.specialTokens().pad()).hasValue(1);
  }

  @Test
  void tokenizer_json_comes_first() throws IOException {
    write("tokenizer.json", "{\"model\": 1}");
    write("tokenizer.model", "x");
    assertThatThrownBy(() -> Tokenizer.load(folder)).hasMessageContaining("tokenizer.json");
  }

  @Test
  void the_configuration_beside_a_model_says_what_is_added() throws IOException {
    ProtobufWriter model = new ProtobufWriter();
    for (String piece : new String[] {"<unk>", "<s>", "</s>", "▁", "a"}) {
      int type = piece.equals("<unk>") ? 2 : piece.startsWith("<") ? 3 : 1;
      model.message(1, new ProtobufWriter().text(1, piece).varint(3, type));
    }
    model.message(2, new ProtobufWriter().varint(3, 2));
    Files.write(folder.resolve("tokenizer.model"), model.toByteArray());
    assertThat(Tokenizer.load(folder).encode("a", EncodeOptions.ADD_SPECIAL))
        .containsExactly(1, 3, 4);
    write("tokenizer_config.json", "{\"add_bos_token\": false, \"add_eos_token\": true}");
    assertThat(Tokenizer.load(folder).encode("a", EncodeOptions.ADD_SPECIAL))
        .containsExactly(3, 4, 2);
  }

  @Test
  void loads_tokenizer_bin() throws IOException {
    Files.write(
        folder.resolve("tokenizer.bin"), bin(8, "<unk>", "\n<s>\n", "\n</s>\n", " ", "a", " a"));
    Tokenizer tokenizer = Tokenizer.load(folder);
    assertThat(spelled(tokenizer, "a a", EncodeOptions.ADD_SPECIAL))
        .containsExactly("<s>", "▁a", "▁a");
    assertThat(tokenizer.decode(1, 5, 5)).isEqualTo("a a");
  }

  @Test
  void refuses_a_broken_tokenizer_bin() throws IOException {
    byte[] whole = bin(8, "<unk>", "\n<s>\n", "\n</s>\n", " a");
    for (int length = 0; length < whole.length - 1; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      // A file that is cut between tokens has fewer of them.
      if (length != whole.length - 10) {
        assertThatThrownBy(() -> Llama2cTokenizers.parse(cut, "t.bin"))
            .isInstanceOf(ModelFormatException.class);
      }
    }
    assertThatThrownBy(() -> Llama2cTokenizers.parse(bin(1, "<unk>", "x", "y"), "t.bin"))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("a token of 5 bytes; the longest has 1");
  }

  @Test
  void says_what_it_found() throws IOException {
    assertThatThrownBy(() -> Tokenizer.load(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContainingAll("found nothing", "tokenizer.model", "tokenizer.bin");
    write("readme.txt", "hello");
    assertThatThrownBy(() -> Tokenizer.load(folder)).hasMessageContaining("[readme.txt]");
    assertThatThrownBy(() -> Tokenizer.load(folder.resolve("readme.txt")))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("68 65 6c 6c 6f");
    assertThatThrownBy(() -> Tokenizer.load(folder.resolve("none")))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("does not exist");
    write("model.gguf", "GGUF....");
    assertThatThrownBy(() -> Tokenizer.load(folder.resolve("model.gguf")))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("GgufTokenizers");
    assertThatThrownBy(() -> Tokenizer.load(folder))
        .hasMessageContaining("a GGUF file is opened by its own name");
    Files.write(folder.resolve("packed.json"), new byte[] {0x1F, (byte) 0x8B, 8, 0});
    assertThatThrownBy(() -> Tokenizer.load(folder.resolve("packed.json")))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("packed.json is compressed by gzip: unpack it");
    write("empty.bin.txt", "");
    assertThatThrownBy(() -> Tokenizer.load(folder.resolve("empty.bin.txt")))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("it is empty");
  }

  @Test
  void a_cut_file_is_told_by_line_and_column() throws IOException {
    write("tokenizer.json", "{\n  \"version\": \"1.0\",\n  \"added_tokens\": [");
    assertThatThrownBy(() -> Tokenizer.load(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContainingAll("tokenizer.json cannot be read", "line: 3, column: ")
        .hasMessageNotContainingAny("Source", "REDACTED");
  }

  private static byte[] bin(int longest, String... tokens) {
    ByteBuffer out = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN).putInt(longest);
    for (int i = 0; i < tokens.length; i++) {
      byte[] token = tokens[i].getBytes(StandardCharsets.UTF_8);
      out.putFloat(-i).putInt(token.length).put(token);
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  @Test
  void json_that_is_no_tokenizer_says_what_it_lacks() throws IOException {
    write("other.json", "{\"hidden_size\": 64}");
    assertThatThrownBy(() -> Tokenizer.load(folder.resolve("other.json")))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("has no section 'model': it is no tokenizer.json");
  }
}
