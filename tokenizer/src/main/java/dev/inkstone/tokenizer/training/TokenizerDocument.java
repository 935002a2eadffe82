package dev.inkstone.tokenizer.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A {@code tokenizer.json} in the form of Hugging Face's library, all but its model.
 *
 * @param normalizer its section of that name
 * @param preTokenizer its section of that name
 * @param decoder its section of that name
 * @param frame what goes around texts
 * @param specialTokens the tokens with the ids from 0 on
 */
record TokenizerDocument(
    JsonNode normalizer,
    JsonNode preTokenizer,
    JsonNode decoder,
    TextFrame frame,
    List<String> specialTokens) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  TokenizerDocument {
    specialTokens = List.copyOf(specialTokens);
  }

  /** A section written as JSON. */
  static JsonNode section(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + json, e);
    }
  }

  /** A section that is not there. */
  static JsonNode none() {
    return NullNode.getInstance();
  }

  /** The whole file, UTF-8. */
  byte[] with(ObjectNode model) {
    ObjectNode file = JsonNodeFactory.instance.objectNode();
    file.put("version", "1.0");
    file.putNull("truncation");
    file.putNull("padding");
    file.set("added_tokens", addedTokens());
    file.set("normalizer", normalizer);
    file.set("pre_tokenizer", preTokenizer);
    file.set("post_processor", frame.postProcessor(specialTokens));
    file.set("decoder", decoder);
    file.set("model", model);
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(file);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON cannot be written", e);
    }
  }

  private ArrayNode addedTokens() {
    ArrayNode tokens = JsonNodeFactory.instance.arrayNode();
    for (int id = 0; id < specialTokens.size(); id++) {
      ObjectNode token = tokens.addObject();
      token.put("id", id).put("content", specialTokens.get(id));
      token.put("single_word", false).put("lstrip", false).put("rstrip", false);
      token.put("normalized", false).put("special", true);
    }
    return tokens;
  }
}
