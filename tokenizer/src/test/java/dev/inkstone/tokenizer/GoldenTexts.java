package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.testing.GoldenData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Texts whose ids other software gave; each check runs all of one set. */
final class GoldenTexts {
  /** As Hugging Face's library encodes unless told otherwise. */
  static final EncodeOptions LIKE_THE_LIBRARY =
      new EncodeOptions(true, EncodeOptions.SpecialText.ALL);

  private GoldenTexts() {}

  /** The 169 torture texts of Hugging Face's library, encoded and decoded. */
  static void checkHuggingFace(Tokenizer tokenizer, String family) throws IOException {
    JsonNode golden = GoldenData.json("tokenizers/expected/hf_rust_oracle.json");
    JsonNode rows = golden.get("tokenizers").get(family);
    assertThat(rows).hasSize(169);
    for (int i = 0; i < rows.size(); i++) {
      String text = golden.get("inputs").get(i).asText();
      int[] expected = GoldenData.ids(rows.get(i).get("ids"));
      assertThat(tokenizer.encode(text, LIKE_THE_LIBRARY))
          .as("%s, text %d: %s", family, i, text)
          .containsExactly(expected);
      assertThat(tokenizer.decode(expected))
          .as("%s, text %d: %s", family, i, text)
          .isEqualTo(rows.get(i).get("decoded_skip").asText());
    }
  }

  /** The texts of transformers.js; pairs of texts are left out. */
  static void checkTransformersJs(Tokenizer tokenizer, String model) throws IOException {
    JsonNode golden = GoldenData.json("tokenizers/expected/transformersjs.json");
    int checked = 0;
    for (JsonNode row : golden.get("models").get(model).get("cases")) {
      if (!row.hasNonNull("text_pair")) {
        assertThat(tokenizer.encode(row.get("text").asText(), LIKE_THE_LIBRARY))
            .as("%s: %s", model, row.get("text"))
            .containsExactly(GoldenData.ids(row.get("ids")));
        checked++;
      }
    }
    assertThat(checked).as("texts of %s", model).isPositive();
  }

  /** The 46 texts of llama.cpp. */
  static void checkLlamaCpp(Tokenizer tokenizer, String family) throws IOException {
    JsonNode golden = GoldenData.json("tokenizers/expected/llamacpp_inp_out.json");
    JsonNode ids = golden.get("families").get(family).get("ids");
    assertThat(ids).hasSize(46);
    for (int i = 0; i < ids.size(); i++) {
      assertThat(tokenizer.encode(golden.get("texts").get(i).asText()))
          .as("%s, text %d", family, i)
          .containsExactly(GoldenData.ids(ids.get(i)));
    }
  }

  /** The hash by which llama.cpp recognises a tokenizer. */
  static void checkLlamaCppHash(Tokenizer tokenizer, String family)
      throws IOException, NoSuchAlgorithmException {
    JsonNode golden = GoldenData.json("tokenizers/expected/llamacpp_chkhsh.json");
    int[] ids = tokenizer.encode(golden.get("chktxt").asText(), EncodeOptions.ADD_SPECIAL);
    byte[] list = Arrays.toString(ids).getBytes(StandardCharsets.UTF_8);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(list);
    assertThat(golden.get("hashes").get(family).findValuesAsText("sha256"))
        .as("hash of %s", family)
        .contains(HexFormat.of().formatHex(hash));
  }

  /** Rows of {@code text} and {@code ids}. */
  static void checkRows(Tokenizer tokenizer, JsonNode rows) {
    assertThat(rows).isNotEmpty();
    for (JsonNode row : rows) {
      String text = row.get("text").asText();
      assertThat(tokenizer.encode(text)).as(text).containsExactly(GoldenData.ids(row.get("ids")));
    }
  }
}
