package dev.inkstone.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkstone.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenCostsTest {
  @TempDir Path folder;

  @Test
  void says_what_chinese_costs_and_where_each_token_is() throws IOException {
    Files.write(
        folder.resolve("vocab.txt"),
        List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "ink", "and", "水", "."));
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"do_lower_case\": true}");
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    TokenCosts.print(Tokenizer.load(folder), new PrintStream(out, true, StandardCharsets.UTF_8));

    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    // nine unknown words and a full stop; fourteen unknown ideographs and an unknown full stop
    assertThat(lines.get(0)).isEqualTo("Chinese has 1.60 times the tokens of English, LOSSY");
    assertThat(lines.get(2)).isEqualTo("     5  0- 3 ink      Ink");
    assertThat(lines.get(4)).isEqualTo("     7  8- 9 水        水");
    assertThat(lines).hasSize(7);
  }
}
