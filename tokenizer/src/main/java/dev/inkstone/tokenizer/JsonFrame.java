package dev.inkstone.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.error.UnsupportedModelException;

/** Reads the {@code post_processor} of a tokenizer.json: the ids around a single text. */
final class JsonFrame {
  private final TokenizerJson json;
  private final IdList before = new IdList();
  private final IdList after = new IdList();

  JsonFrame(TokenizerJson json) {
    this.json = json;
    read(json.section("post_processor"));
  }

  int[] before() {
    return before.toArray();
  }

  int[] after() {
    return after.toArray();
  }

  private void read(JsonNode node) {
    switch (node.path("type").asText()) {
      case "" -> {
        if (!node.isMissingNode()) {
          throw unsupported(node);
        }
      }
      case "Sequence" -> node.path("processors").forEach(this::read);
      case "ByteLevel" -> {
        // Concerns offsets only.
      }
      case "TemplateProcessing" -> readTemplate(node);
      case "RobertaProcessing", "BertProcessing" -> {
        before.add(node.path("cls").path(1).asInt());
        after.add(node.path("sep").path(1).asInt());
      }
      default -> throw unsupported(node);
    }
  }

  private void readTemplate(JsonNode node) {
    IdList side = before;
    for (JsonNode part : node.path("single")) {
      if (part.has("Sequence")) {
        side = after;
      } else {
        String name = part.path("SpecialToken").path("id").asText();
        JsonNode ids = node.path("special_tokens").path(name).path("ids");
        if (ids.isEmpty()) {
          throw unsupported(node);
        }
        for (JsonNode id : ids) {
          side.add(id.asInt());
        }
      }
    }
  }

  private UnsupportedModelException unsupported(JsonNode node) {
    return new UnsupportedModelException(
        "%s: post_processor component %s is not supported".formatted(json.source(), node));
  }
}
