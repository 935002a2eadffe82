package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files that an encoder of their own reads give what the general way gives. A replacement and a
 * split that find nothing lead any file the general way.
 */
class ShortWaysTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String NOWHERE = "\uE000";
  private static final String[] PARTS = {
    "a", "b", "ab", "c", "A", "é", "e\u0301", " ", " ", "  ", "\n", "中", "文", ",", "!", "1", "23",
    "'s", "▁", "\u00A0", "😁", "क\u094D", "\u0000", "<m>", "z"
  };

  /** Of each character some model has, "z" and a few others no model. */
  private static final String MODELS =
      """
      {"characters": {"type": "BPE", "vocab": {"▁": 0, "a": 1, "b": 2, "c": 3, "ab": 4, "▁a": 5,
          "▁ab": 6, "bc": 7, "中": 8, "<u>": 9, "1": 10, "▁▁": 11, "c1": 12},
         "merges": ["a b", "▁ a", "▁ ab", "b c", "▁ ▁", "c 1"]},
       "words": {"type": "WordPiece", "unk_token": "<u>", "max_input_chars_per_word": 9,
         "vocab": {"<u>": 0, "a": 1, "##b": 2, "ab": 3, "##c": 4, "中": 5, "▁a": 6, "▁": 7, "1": 8,
          ",": 9, "##a": 10, "e": 11, "##1": 12}},
       "lookup": {"type": "WordLevel", "unk_token": "<u>",
         "vocab": {"<u>": 0, "a": 1, "▁a": 2, "中": 3, "▁中": 4, "ab": 5, "▁ab": 6, ",": 7, "1": 8}},
       "unigram": {"type": "Unigram", "unk_id": 0, "vocab": [["<u>", 0], ["▁", -2], ["a", -3],
         ["ab", -3.5], ["▁a", -2.5], ["b", -3], ["中", -4], ["▁中", -4.5], ["1", -3], [",", -5]]}}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          characters; ; Metaspace always; {"unk_token": "<u>", "fuse_unk": true}
          characters; ; Metaspace first; {"unk_token": "<u>"}
          characters; ; Metaspace always; {"unk_token": null}
          characters; ; Metaspace never; {}
          characters; Prepend; ; {"unk_token": "<u>", "fuse_unk": true}
          characters; Prepend; ; {"unk_token": null, "byte_fallback": true}
          words; BertNormalizer; BertPreTokenizer; {}
          words; NFC; Whitespace; {}
          lookup; BertNormalizer; BertPreTokenizer, Metaspace first; {}
          lookup; BertNormalizer; BertPreTokenizer, Metaspace always; {}
          lookup; ; Whitespace; {}
          unigram; NFKC; Metaspace first; {}
          unigram; ; WhitespaceSplit, Metaspace always; {}
          unigram; ; Punctuation, Metaspace first; {}
          """)
  void give_what_the_general_way_gives(
      String model, String normalizer, String preTokenizer, String settings) throws IOException {
    ObjectNode file = file(model, normalizer, preTokenizer, settings);
    Tokenizer own = HuggingFaceTokenizers.of(MAPPER.writeValueAsBytes(file));
    Tokenizer general = HuggingFaceTokenizers.of(MAPPER.writeValueAsBytes(generalized(file)));
    for (int seed = 0; seed < 300; seed++) {
      String text = text(new Random(seed));
      assertThat(own.encode(text)).as("seed %d: '%s'", seed, text).isEqualTo(general.encode(text));
      Encoding encoding = own.encoder().build().encode(text);
      Encoding expected = general.encoder().build().encode(text);
      assertThat(encoding.ids()).as("seed %d: '%s'", seed, text).isEqualTo(own.encode(text));
      assertThat(encoding).as("seed %d: '%s'", seed, text).hasToString(expected.toString());
      assertThat(encoding.wordIds()).as("seed %d", seed).isEqualTo(expected.wordIds());
    }
  }

  private static ObjectNode file(
      String model, String normalizer, String preTokenizer, String settings) throws IOException {
    ObjectNode file = JsonNodeFactory.instance.objectNode();
    ArrayNode added = file.putArray("added_tokens");
    added.addObject().put("id", 20).put("content", "<m>").put("normalized", false);
    added.addObject().put("id", 21).put("content", "é").put("single_word", true);
    file.set("normalizer", sequence("normalizers", normalizer));
    file.set("pre_tokenizer", sequence("pretokenizers", preTokenizer));
    ObjectNode chosen = (ObjectNode) MAPPER.readTree(MODELS).get(model);
    file.set("model", chosen.setAll((ObjectNode) MAPPER.readTree(settings)));
    return file;
  }

  private static JsonNode sequence(String name, String components) {
    if (components == null) {
      return JsonNodeFactory.instance.nullNode();
    }
    ObjectNode sequence = JsonNodeFactory.instance.objectNode().put("type", "Sequence");
    ArrayNode parts = sequence.putArray(name);
    for (String component : components.split(", ", -1)) {
      String[] words = component.split(" ", -1);
      ObjectNode part = parts.addObject().put("type", words[0]);
      part.put("prepend", "▁").put("lowercase", true).put("handle_chinese_chars", true);
      if (words.length > 1) {
        part.put("replacement", "▁").put("prepend_scheme", words[1]);
      }
      if (words[0].equals("Prepend")) {
        parts.add(replace(" ", "▁"));
      }
    }
    return sequence;
  }

  private static ObjectNode replace(String pattern, String content) {
    ObjectNode replace = JsonNodeFactory.instance.objectNode().put("type", "Replace");
    replace.putObject("pattern").put("String", pattern);
    return replace.put("content", content);
  }

  private static ObjectNode generalized(ObjectNode file) {
    ObjectNode general = file.deepCopy();
    ObjectNode split = JsonNodeFactory.instance.objectNode().put("type", "Split");
    split.putObject("pattern").put("String", NOWHERE);
    addTo(general, "normalizer", "normalizers", replace(NOWHERE, ""));
    addTo(general, "pre_tokenizer", "pretokenizers", split.put("behavior", "Removed"));
    return general;
  }

  private static void addTo(ObjectNode file, String section, String name, ObjectNode component) {
    ObjectNode sequence = JsonNodeFactory.instance.objectNode().put("type", "Sequence");
    ArrayNode parts = sequence.putArray(name).add(component);
    if (!file.get(section).isNull()) {
      parts.add(file.get(section));
    }
    file.set(section, sequence);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(14); i >= 0; i--) {
      text.append(PARTS[random.nextInt(PARTS.length)]);
    }
    return text.toString();
  }
}
