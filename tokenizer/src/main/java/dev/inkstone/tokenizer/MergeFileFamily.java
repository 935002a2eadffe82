package dev.inkstone.tokenizer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Families of vocab.json with merges.txt: each knows what a tokenizer.json of the same model says
 * beside vocabulary and merges.
 */
enum MergeFileFamily {
  GPT2("gpt2", "GPT2Tokenizer", "GPT2TokenizerFast") {
    @Override
    void describe(TokenizerJson json) {
      json.put("pre_tokenizer", byteLevel(true));
      addSpecial(json, "<|endoftext|>", 50256, false);
    }

    @Override
    Map<String, String> roles() {
      return Map.of("bos_token", "<|endoftext|>", "eos_token", "<|endoftext|>");
    }
  },

  ROBERTA(
      "roberta",
      "bart",
      "longformer",
      "RobertaTokenizer",
      "RobertaTokenizerFast",
      "BartTokenizer",
      "BartTokenizerFast",
      "LongformerTokenizer",
      "LongformerTokenizerFast") {
    @Override
    void describe(TokenizerJson json) {
      json.put("pre_tokenizer", byteLevel(true));
      addSpecial(json, "<s>", 0, false);
      addSpecial(json, "<pad>", 1, false);
      addSpecial(json, "</s>", 2, false);
      addSpecial(json, "<unk>", 3, false);
      addSpecial(json, "<mask>", 50264, true);
      ObjectNode frame = node().put("type", "RobertaProcessing");
      frame.putArray("cls").add("<s>").add(id(json, "<s>", 0));
      frame.putArray("sep").add("</s>").add(id(json, "</s>", 2));
      json.put("post_processor", frame);
    }

    @Override
    Map<String, String> roles() {
      return Map.of(
          "bos_token", "<s>", "eos_token", "</s>", "unk_token", "<unk>", "pad_token", "<pad>");
    }
  },

  QWEN2("qwen2", "qwen2_moe", "qwen3", "qwen3_moe", "Qwen2Tokenizer", "Qwen2TokenizerFast") {
    @Override
    void describe(TokenizerJson json) {
      json.put("normalizer", node().put("type", "NFC"));
      ObjectNode split = node().put("type", "Split").put("behavior", "Isolated");
      split.putObject("pattern").put("Regex", SplitPatterns.QWEN2);
      ObjectNode steps = node().put("type", "Sequence");
      steps.putArray("pretokenizers").add(split).add(byteLevel(false));
      json.put("pre_tokenizer", steps);
      addSpecial(json, "<|endoftext|>", 151643, false);
      addSpecial(json, "<|im_start|>", 151644, false);
      addSpecial(json, "<|im_end|>", 151645, false);
    }

    @Override
    Map<String, String> roles() {
      return Map.of("eos_token", "<|im_end|>", "pad_token", "<|endoftext|>");
    }
  };

  private static final int QWEN_TOKENS = 151_643;

  @SuppressWarnings("ImmutableEnumChecker") // It comes from List.of.
  private final List<String> names;

  MergeFileFamily(String... names) {
    this.names = List.of(names);
  }

  /** Adds the sections that the files do not have. */
  abstract void describe(TokenizerJson json);

  /** Tokens by role, where the configuration does not name them. */
  abstract Map<String, String> roles();

  /** Values of {@code model_type} and {@code tokenizer_class}. */
  List<String> names() {
    return names;
  }

  /** The family of a {@code model_type} or {@code tokenizer_class}. */
  static Optional<MergeFileFamily> named(String name) {
    for (MergeFileFamily family : values()) {
      if (family.names.contains(name)) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }

  /** The family that a vocabulary belongs to, by the tokens in it. */
  static Optional<MergeFileFamily> of(TokenList vocabulary) {
    if (vocabulary.find("<s>") >= 0 && vocabulary.find("<mask>") >= 0) {
      return Optional.of(ROBERTA);
    }
    if (vocabulary.find("<|endoftext|>") >= 0) {
      return Optional.of(GPT2);
    }
    return vocabulary.size() == QWEN_TOKENS ? Optional.of(QWEN2) : Optional.empty();
  }

  private static ObjectNode node() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static ObjectNode byteLevel(boolean regex) {
    return node().put("type", "ByteLevel").put("add_prefix_space", false).put("use_regex", regex);
  }

  /** Adds a special token, with the id it has in the vocabulary, or {@code otherwise}. */
  private static void addSpecial(
      TokenizerJson json, String spelling, int otherwise, boolean leftStrip) {
    ObjectNode token =
        node()
            .put("id", id(json, spelling, otherwise))
            .put("content", spelling)
            .put("special", true)
            .put("lstrip", leftStrip);
    ArrayNode tokens = JsonNodeFactory.instance.arrayNode();
    json.section("added_tokens").forEach(tokens::add);
    json.put("added_tokens", tokens.add(token));
  }

  private static int id(TokenizerJson json, String spelling, int otherwise) {
    int id = json.vocabulary().find(spelling);
    return id < 0 ? otherwise : id;
  }
}
