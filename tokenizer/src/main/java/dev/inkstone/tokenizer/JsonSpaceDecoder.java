package dev.inkstone.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.error.UnsupportedModelException;
import java.util.ArrayList;
import java.util.List;

/** Reads the {@code decoder} of a tokenizer.json whose vocabulary spells spaces as U+2581. */
final class JsonSpaceDecoder {
  private final TokenizerJson json;

  JsonSpaceDecoder(TokenizerJson json) {
    this.json = json;
  }

  /**
   * What it does to the first token.
   *
   * @param encoded where encoding puts a space; a Metaspace decoder says itself, when it says so
   */
  FirstToken firstToken(SpacePrefix encoded) {
    FirstToken first = FirstToken.AS_IT_IS;
    for (JsonNode part : parts()) {
      switch (part.path("type").asText()) {
        case "Replace", "ByteFallback", "Fuse" -> {
          // What every vocabulary of this spelling needs; decoding does it in any case.
        }
        case "Strip" -> {
          if (part.path("start").asInt() > 0) {
            first = FirstToken.WITHOUT_FIRST_SPACE;
          }
        }
        case "Metaspace" -> {
          boolean never =
              part.path("prepend_scheme").asText(encoded.name()).equalsIgnoreCase("never");
          first = never ? FirstToken.AS_IT_IS : FirstToken.WITHOUT_SPACES;
        }
        default ->
            throw new UnsupportedModelException(
                "%s: decoder component %s is not supported".formatted(json.source(), part));
      }
    }
    return first;
  }

  private List<JsonNode> parts() {
    JsonNode decoder = json.section("decoder");
    List<JsonNode> parts = new ArrayList<>();
    if (decoder.path("type").asText().equals("Sequence")) {
      decoder.path("decoders").forEach(parts::add);
    } else {
      parts.add(decoder);
    }
    return parts;
  }
}
