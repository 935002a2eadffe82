package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.testing.GoldenData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

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

  /**
   * Where in the torture texts each token is, in characters.
   *
   * @param except the texts for which the library gives wrong places
   */
  static void checkOffsets(Tokenizer tokenizer, String family, Integer... except)
      throws IOException {
    JsonNode golden = GoldenData.json("tokenizers/expected/hf_rust_oracle.json");
    Encoder encoder = tokenizer.encoder().specialText(EncodeOptions.SpecialText.ALL).build();
    JsonNode rows = golden.get("tokenizers").get(family);
    for (int i = 0; i < rows.size(); i++) {
      if (List.of(except).contains(i)) {
        continue;
      }
      String text = golden.get("inputs").get(i).asText();
      Encoding encoding = encoder.encode(text);
      assertThat(encoding.ids()).containsExactly(GoldenData.ids(rows.get(i).get("ids")));
      List<TextSpan> spans = encoding.spans(TextUnit.CODE_POINT);
      List<String> found = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      for (int token = 0; token < encoding.size(); token++) {
        JsonNode span = rows.get(i).get("offsets").get(token);
        if (!span.isNull()) {
          expected.add(encoding.token(token) + span);
        }
        if (!encoding.isSpecial(token)) {
          TextSpan place = spans.get(token);
          found.add("%s[%d,%d]".formatted(encoding.token(token), place.start(), place.end()));
        }
      }
      assertThat(found).as("%s, text %d: %s", family, i, text).isEqualTo(expected);
    }
  }

  /** The texts of transformers.js and their pairs of texts. */
  static void checkTransformersJs(Tokenizer tokenizer, String model) throws IOException {
    JsonNode golden = GoldenData.json("tokenizers/expected/transformersjs.json");
    int checked = 0;
    for (JsonNode row : golden.get("models").get(model).get("cases")) {
      String text = row.get("text").asText();
      int[] ids =
          row.hasNonNull("text_pair")
              ? tokenizer.encoder().build().encode(text, row.get("text_pair").asText()).ids()
              : tokenizer.encode(text, LIKE_THE_LIBRARY);
      assertThat(ids).as("%s: %s", model, text).containsExactly(GoldenData.ids(row.get("ids")));
      checked++;
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
