package dev.inkstone.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.error.UnsupportedModelException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the {@code post_processor} of a tokenizer.json. */
final class JsonTemplate {
  private final TokenizerJson json;
  private SpecialTokenTemplate template = SpecialTokenTemplate.BARE;
  private @Nullable SpaceTrim trim;

  JsonTemplate(TokenizerJson json) {
    this.json = json;
    read(json.section("post_processor"));
  }

  /** What goes around texts. */
  SpecialTokenTemplate template() {
    return template;
  }

  /** How the places of tokens shrink, or null when they stay. */
  @Nullable SpaceTrim trim() {
    return trim;
  }

  private void read(JsonNode node) {
    switch (node.path("type").asText()) {
      case "" -> {
        if (!node.isMissingNode()) {
          throw unsupported(node);
        }
      }
      case "Sequence" -> node.path("processors").forEach(this::read);
      case "ByteLevel" -> readTrim(node);
      case "TemplateProcessing" -> put(node, template(node));
      case "RobertaProcessing" -> {
        readTrim(node);
        put(node, SpecialTokenTemplate.doublySeparated(id(node, "cls"), id(node, "sep")));
      }
      case "BertProcessing" ->
          put(node, SpecialTokenTemplate.classified(id(node, "cls"), id(node, "sep")));
      default -> throw unsupported(node);
    }
  }

  private void put(JsonNode node, SpecialTokenTemplate read) {
    if (template != SpecialTokenTemplate.BARE) {
      // A second one would go around the tokens of the first.
      throw unsupported(node);
    }
    template = read;
  }

  private void readTrim(JsonNode node) {
    if (node.path("trim_offsets").asBoolean(true)) {
      trim = new SpaceTrim(node.path("add_prefix_space").asBoolean(true));
    }
  }

  /** A template that does not say what is around two texts has the second behind the first. */
  private SpecialTokenTemplate template(JsonNode node) {
    List<SpecialTokenTemplate.Part> single = parts(node, "single");
    if (node.has("pair")) {
      return new SpecialTokenTemplate(single, parts(node, "pair"));
    }
    List<SpecialTokenTemplate.Part> pair = new ArrayList<>(single);
    pair.add(new SpecialTokenTemplate.Part.Text(1, 1));
    return new SpecialTokenTemplate(single, pair);
  }

  private List<SpecialTokenTemplate.Part> parts(JsonNode node, String name) {
    List<SpecialTokenTemplate.Part> parts = new ArrayList<>();
    int texts = 0;
    for (JsonNode part : node.path(name)) {
      if (part.has("Sequence")) {
        JsonNode text = part.path("Sequence");
        int sequence = text.path("id").asText().equals("B") ? 1 : 0;
        parts.add(new SpecialTokenTemplate.Part.Text(sequence, text.path("type_id").asInt()));
        texts += 1 << sequence;
      } else {
        addTokens(node, part.path("SpecialToken"), parts);
      }
    }
    boolean eachOnce = texts == (name.equals("single") ? 1 : 3);
    if (!eachOnce) {
      throw unsupported(node);
    }
    return parts;
  }

  private void addTokens(JsonNode node, JsonNode token, List<SpecialTokenTemplate.Part> parts) {
    JsonNode ids = node.path("special_tokens").path(token.path("id").asText()).path("ids");
    if (ids.isEmpty()) {
      throw unsupported(node);
    }
    for (JsonNode id : ids) {
      parts.add(new SpecialTokenTemplate.Part.Token(id.asInt(), token.path("type_id").asInt()));
    }
  }

  private int id(JsonNode node, String role) {
    JsonNode id = node.path(role).path(1);
    if (!id.isInt()) {
      throw unsupported(node);
    }
    return id.intValue();
  }

  private UnsupportedModelException unsupported(JsonNode node) {
    return new UnsupportedModelException(
        "%s: post_processor component %s is not supported".formatted(json.source(), node));
  }
}
