package dev.inkstone.tokenizer.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The tokens that go around a text.
 *
 * @param begin before it, or nothing
 * @param end after it, or nothing
 * @param secondType type of the tokens of the second text of a pair
 * @param byteLevel whether offsets leave the space before a word out
 */
record TextFrame(String begin, String end, int secondType, boolean byteLevel) {

  /** The {@code post_processor} section. */
  JsonNode postProcessor(List<String> specialTokens) {
    ObjectNode offsets = JsonNodeFactory.instance.objectNode().put("type", "ByteLevel");
    offsets.put("add_prefix_space", true).put("trim_offsets", true).put("use_regex", true);
    if (begin.isEmpty() && end.isEmpty()) {
      return byteLevel ? offsets : TokenizerDocument.none();
    }
    if (!byteLevel) {
      return template(specialTokens);
    }
    ObjectNode both = JsonNodeFactory.instance.objectNode().put("type", "Sequence");
    both.putArray("processors").add(offsets).add(template(specialTokens));
    return both;
  }

  private ObjectNode template(List<String> specialTokens) {
    ObjectNode template = JsonNodeFactory.instance.objectNode().put("type", "TemplateProcessing");
    ArrayNode single = template.putArray("single");
    addToken(single, begin, 0);
    addText(single, "A", 0);
    addToken(single, end, 0);
    ArrayNode pair = template.putArray("pair");
    pair.addAll(single);
    // BERT has no begin token in the middle; others start their second text as they do the first.
    addToken(pair, secondType == 0 ? begin : "", secondType);
    addText(pair, "B", secondType);
    addToken(pair, end, secondType);
    ObjectNode tokens = template.putObject("special_tokens");
    for (String token : List.of(begin, end)) {
      if (!token.isEmpty()) {
        ObjectNode entry = tokens.putObject(token).put("id", token);
        entry.putArray("ids").add(specialTokens.indexOf(token));
        entry.putArray("tokens").add(token);
      }
    }
    return template;
  }

  private static void addToken(ArrayNode parts, String token, int type) {
    if (!token.isEmpty()) {
      parts.addObject().putObject("SpecialToken").put("id", token).put("type_id", type);
    }
  }

  private static void addText(ArrayNode parts, String text, int type) {
    parts.addObject().putObject("Sequence").put("id", text).put("type_id", type);
  }
}
