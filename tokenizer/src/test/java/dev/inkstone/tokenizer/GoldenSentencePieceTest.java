package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.testing.GoldenData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Published SentencePiece and llama2.c files, against what the original library gave. */
class GoldenSentencePieceTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama2/tokenizer.model",
        "mistral/tokenizer.model.v1",
        "mistral/mistral_instruct_tokenizer_240323.model.v3",
        "sentencepiece/en.wiki.bpe.vs10000.model",
        "sentencepiece/ja.wiki.bpe.vs5000.model",
        "sentencepiece/test_model.model",
        "sentencepiece/test_ja_model.model",
        "sentencepiece/wmtende.unigram.model",
        "sentencepiece/sp_regularization.model"
      })
  void encodes_the_167_torture_texts(String model) throws IOException {
    Tokenizer tokenizer = Tokenizer.load(GoldenData.path("tokenizers/" + model));
    JsonNode golden = GoldenData.json("tokenizers/expected/sentencepiece_cpp_oracle.json");
    int compared = 0;
    for (int i = 0; i < golden.get("inputs").size(); i++) {
      JsonNode expected = golden.get("models").get(model).get(i);
      if (expected.has("ids")) {
        String text = golden.get("inputs").get(i).asText();
        assertThat(tokenizer.encode(text))
            .as("%s, text %d: %s", model, i, text)
            .containsExactly(GoldenData.ids(expected.get("ids")));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(167);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "en.wiki.bpe.vs10000.model",
        "ja.wiki.bpe.vs5000.model",
        "test_model.model",
        "wmtende.unigram.model"
      })
  void encodes_the_texts_of_other_projects(String model) throws IOException {
    Tokenizer tokenizer = Tokenizer.load(GoldenData.path("tokenizers/sentencepiece/" + model));
    JsonNode rows = GoldenData.json("tokenizers/expected/sentencepiece.json").get(model);
    assertThat(rows).isNotEmpty();
    for (JsonNode row : rows) {
      int[] ids = tokenizer.encode(row.get("text").asText());
      if (row.has("ids")) {
        assertThat(ids).as("%s", row).containsExactly(GoldenData.ids(row.get("ids")));
      }
      if (row.has("begin")) {
        Encoding encoding =
            tokenizer.encoder().addSpecialTokens(false).build().encode(row.get("text").asText());
        int[] starts = IntStream.range(0, encoding.size()).map(encoding::start).toArray();
        int[] ends = IntStream.range(0, encoding.size()).map(encoding::end).toArray();
        assertThat(starts).containsExactly(GoldenData.ids(row.get("begin")));
        assertThat(ends).containsExactly(GoldenData.ids(row.get("end")));
      }
      if (row.has("pieces")) {
        List<String> pieces = new ArrayList<>();
        for (int id : ids) {
          pieces.add(tokenizer.token(id));
        }
        assertThat(pieces).as("%s", row).containsExactlyElementsOf(texts(row.get("pieces")));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tokenizer.model", "tokenizer.bin"})
  void encodes_the_texts_of_llama_cpp(String file) throws IOException {
    Tokenizer tokenizer = Tokenizer.load(GoldenData.path("tokenizers/llama2/" + file));
    GoldenTexts.checkLlamaCpp(tokenizer, "llama-spm");
    assertThat(tokenizer.specialTokens().bos()).hasValue(1);
    assertThat(tokenizer.specialTokens().eos()).hasValue(2);
    assertThat(tokenizer.token(1)).isEqualTo("<s>");
    assertThat(tokenizer.decode(tokenizer.encode("a  b\n")))
        .as("the space in front is dropped")
        .isEqualTo("a  b\n");
  }

  @Test
  void spells_and_encodes_the_chats_of_mistral() throws IOException {
    JsonNode samples = GoldenData.json("tokenizers/expected/mistral_common_samples.json");
    Tokenizer first = Tokenizer.load(GoldenData.path("tokenizers/mistral/tokenizer.model.v1"));
    Tokenizer third =
        Tokenizer.load(
            GoldenData.path("tokenizers/mistral/mistral_instruct_tokenizer_240323.model.v3"));
    int compared = 0;
    for (JsonNode sample : samples.get("samples")) {
      compared += check(first, sample, "v1");
      compared += check(third, sample, "v3");
    }
    assertThat(compared).isEqualTo(7);
  }

  @Test
  void reads_the_control_and_user_defined_pieces_of_mistral_v7() throws IOException {
    Tokenizer tokenizer =
        Tokenizer.load(
            GoldenData.path("tokenizers/mistral/mistral_instruct_tokenizer_241114.model.v7"));
    assertThat(tokenizer.vocabularySize()).isEqualTo(32768);
    assertThat(tokenizer.encode("[INST]")).hasSizeGreaterThan(1);
    assertThat(tokenizer.encode("[INST]", EncodeOptions.PARSE_SPECIAL)).hasSize(1);
  }

  /** Compares the text of a sample with what its ids spell, and its ids with those of the text. */
  private static int check(Tokenizer tokenizer, JsonNode sample, String version) {
    if (!sample.has("tokens_" + version)) {
      return 0;
    }
    int[] ids = GoldenData.ids(sample.get("tokens_" + version));
    String text = sample.get("text_" + version).asText().replace(' ', '▁');
    StringBuilder spelled = new StringBuilder();
    for (int id : ids) {
      spelled.append(tokenizer.token(id));
    }
    assertThat(spelled).hasToString(text);
    // Every stretch between markup is encoded with a space in front.
    String written =
        text.replaceAll("(<s>|</s>|\\[/?[A-Z_]+\\])▁", "$1")
            .replace('▁', ' ')
            .replace("<0x0A>", "\n");
    if (version.equals("v3")) {
      assertThat(tokenizer.encode(written, EncodeOptions.PARSE_SPECIAL)).containsExactly(ids);
    }
    return 1;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
