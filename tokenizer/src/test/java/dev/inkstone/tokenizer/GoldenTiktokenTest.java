package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.testing.GoldenData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published rank files, loaded as they are, against ids that other software gave. */
class GoldenTiktokenTest {
  @TempDir Path folder;

  private final Map<String, Tokenizer> loaded = new HashMap<>();

  @ParameterizedTest
  @CsvSource({
    "r50k_base, 423",
    "p50k_base, 423",
    "p50k_edit, 423",
    "cl100k_base, 423",
    "o200k_base, 421"
  })
  void encodes_the_texts_of_jtokkit_and_gpt_tokenizer(String encoding, int cases)
      throws IOException {
    Tokenizer tokenizer = openAi(encoding);
    JsonNode jtokkit =
        GoldenData.json("tokenizers/expected/jtokkit.json").get("encodings").get(encoding);
    assertThat(jtokkit).hasSize(cases);
    GoldenTexts.checkRows(tokenizer, jtokkit);
    for (JsonNode row : jtokkit) {
      String text = row.get("text").asText();
      assertThat(tokenizer.truncate(text, 10))
          .as("at most ten tokens of %s", text)
          .isEqualTo(tokenizer.decode(GoldenData.ids(row.get("ids10"))));
      assertThat(tokenizer.count(text)).isEqualTo(row.get("ids").size());
    }
    JsonNode plans = GoldenData.json("tokenizers/expected/gpt_tokenizer_testplans.json");
    GoldenTexts.checkRows(tokenizer, plans.get("encodings").get(encoding));
  }

  @Test
  void encodes_what_tiktoken_is_tested_with() throws IOException {
    JsonNode golden = GoldenData.json("tokenizers/expected/tiktoken.json");
    for (JsonNode row : golden.get("cases")) {
      EncodeOptions options =
          row.has("allowed_special") ? EncodeOptions.PARSE_SPECIAL : EncodeOptions.PLAIN;
      assertThat(openAi(row.get("enc").asText()).encode(row.get("text").asText(), options))
          .as("%s", row)
          .containsExactly(GoldenData.ids(row.get("ids")));
    }
    for (JsonNode row : golden.get("offsets")) {
      Encoder encoder =
          openAi(row.get("enc").asText())
              .encoder()
              .specialText(EncodeOptions.SpecialText.ALL)
              .build();
      List<TextSpan> spans = encoder.encode(row.get("text").asText()).spans(TextUnit.CODE_POINT);
      assertThat(spans.stream().mapToInt(TextSpan::start))
          .as("%s", row)
          .containsExactly(
              IntStream.of(GoldenData.ids(row.get("char_starts"))).boxed().toArray(Integer[]::new));
    }
    for (JsonNode row : golden.get("bytes_cases")) {
      Tokenizer tokenizer = openAi(row.get("enc").asText());
      StringBuilder bytes = new StringBuilder();
      for (int id : GoldenData.ids(row.get("ids"))) {
        bytes.append(HexFormat.of().formatHex(tokenizer.bytes(id)));
      }
      assertThat(bytes).hasToString(row.get("hex").asText());
    }
  }

  @ParameterizedTest
  @CsvSource({"r50k_base", "cl100k_base", "o200k_base"})
  void every_token_encodes_to_itself(String encoding) throws IOException {
    Tokenizer tokenizer = openAi(encoding);
    int tried = 0;
    for (int id = 0; id < tokenizer.vocabularySize(); id++) {
      byte[] bytes = tokenizer.bytes(id);
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (bytes.length > 0 && text.indexOf('\uFFFD') < 0 && isOnePiece(text)) {
        int[] ids = tokenizer.encode(text);
        if (ids.length != 1 || ids[0] != id) {
          assertThat(ids).as("token %d, '%s'", id, text).containsExactly(id);
        }
        tried++;
      }
    }
    assertThat(tried).isGreaterThan(20_000);
  }

  @Test
  void a_lone_surrogate_reads_as_the_replacement_character() throws IOException {
    Tokenizer tokenizer = openAi("cl100k_base");
    assertThat(tokenizer.encode("\uD83D")).containsExactly(tokenizer.encode("\uFFFD"));
  }

  @Test
  void encodes_the_texts_of_llama_cpp_with_the_ranks_of_llama_3() throws IOException {
    Tokenizer tokenizer = Tokenizer.load(GoldenData.path("tokenizers/llama3/tokenizer.model"));
    GoldenTexts.checkLlamaCpp(tokenizer, "llama-bpe");
    JsonNode picked = GoldenData.json("tokenizers/expected/handpicked.json");
    StringBuilder chat = new StringBuilder("<|begin_of_text|>");
    for (JsonNode message : picked.get("llama3_chat").get("messages")) {
      chat.append(header(message.get("role").asText()));
      chat.append(message.get("content").asText()).append("<|eot_id|>");
    }
    assertThat(tokenizer.encode(chat + header("assistant"), EncodeOptions.PARSE_SPECIAL))
        .containsExactly(GoldenData.ids(picked.get("llama3_chat").get("ids")));
    assertThat(tokenizer.encode("", EncodeOptions.ADD_SPECIAL)).containsExactly(128000);
    assertThat(tokenizer.specialTokens().endOfGeneration())
        .containsExactlyInAnyOrder(128001, 128009);
    assertThat(tokenizer.vocabularySize()).isEqualTo(128256);
    assertThat(tokenizer.token(128255)).isEqualTo("<|reserved_special_token_250|>");
  }

  @Test
  void encodes_the_texts_of_llama_cpp_with_the_ranks_of_qwen() throws IOException {
    Tokenizer tokenizer = Tokenizer.load(unpacked("tokenizers/qwen/qwen.tiktoken.gz"));
    GoldenTexts.checkLlamaCpp(tokenizer, "qwen2");
    assertThat(tokenizer.id("<|extra_204|>")).hasValue(151850);
  }

  @Test
  void reads_whisper_whose_last_token_is_empty() throws IOException {
    Path file = unpacked("tokenizers/whisper/multilingual.tiktoken.gz");
    Tokenizer tokenizer = TiktokenTokenizers.load(file, TiktokenEncoding.named("whisper-v3"));
    JsonNode golden = GoldenData.json("tokenizers/expected/transformersjs.json");
    JsonNode cases = golden.get("models").get("distil-whisper/distil-large-v3").get("cases");
    assertThat(cases).hasSize(9);
    for (JsonNode row : cases) {
      String text =
          "<|startoftranscript|><|notimestamps|>" + row.get("text").asText() + "<|endoftext|>";
      assertThat(tokenizer.encode(text, EncodeOptions.PARSE_SPECIAL))
          .as("%s", row)
          .containsExactly(GoldenData.ids(row.get("ids")));
    }
    assertThat(tokenizer.bytes(50256)).isEmpty();
    assertThat(Tokenizer.load(file).id("<|30.00|>")).hasValue(51864);
  }

  @Test
  void names_the_special_tokens_of_gpt_oss() throws IOException {
    Path file = unpacked("tokenizers/tiktoken/o200k_base.tiktoken.gz");
    Tokenizer tokenizer = TiktokenTokenizers.load(file, TiktokenEncoding.named("o200k_harmony"));
    JsonNode config = GoldenData.json("tokenizers/gpt-oss/tokenizer_config.json");
    config
        .get("added_tokens_decoder")
        .properties()
        .forEach(
            token -> {
              int id = Integer.parseInt(token.getKey());
              String spelling = token.getValue().get("content").asText();
              assertThat(tokenizer.id(spelling)).as(spelling).hasValue(id);
            });
  }

  private Tokenizer openAi(String encoding) throws IOException {
    String ranks =
        switch (encoding) {
          case "gpt2" -> "r50k_base";
          case "p50k_edit" -> "p50k_base";
          default -> encoding;
        };
    Path file = unpacked("tokenizers/tiktoken/" + ranks + ".tiktoken.gz");
    return loaded.computeIfAbsent(
        encoding,
        name ->
            ranks.equals(name)
                ? Tokenizer.load(file)
                : TiktokenTokenizers.load(file, TiktokenEncoding.named(name)));
  }

  private Path unpacked(String name) throws IOException {
    Path file = folder.resolve(name.replaceAll(".*/|\\.gz$", ""));
    if (!Files.exists(file)) {
      try (InputStream in = GoldenData.open(name)) {
        Files.copy(in, file);
      }
    }
    return file;
  }

  /** Whether no pattern can cut the text: letters, with one space before them at most. */
  private static boolean isOnePiece(String text) {
    return text.matches(" ?\\p{Ll}+");
  }

  private static String header(String role) {
    return "<|start_header_id|>" + role + "<|end_header_id|>\n\n";
  }
}
