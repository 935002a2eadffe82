package dev.inkstone.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.error.ModelFormatException;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads the {@code normalizer} of a tokenizer.json. */
final class JsonNormalizer {
  private final String source;
  private final List<Normalizer> steps = new ArrayList<>();

  private JsonNormalizer(String source) {
    this.source = source;
  }

  /** The normalizer of a file, {@link Normalizer#NONE} when it has none. */
  static Normalizer of(TokenizerJson json) {
    JsonNode node = json.section("normalizer");
    if (node.isMissingNode()) {
      return Normalizer.NONE;
    }
    JsonNormalizer reader = new JsonNormalizer(json.source());
    reader.read(node);
    return Normalizer.sequence(reader.steps);
  }

  private void read(JsonNode node) {
    switch (node.path("type").asText()) {
      case "Sequence" -> node.path("normalizers").forEach(this::read);
      case "BertNormalizer" -> steps.add(bert(node).normalizer());
      case "NFC" -> steps.add(new UnicodeForm(Form.NFC));
      case "NFD" -> steps.add(new UnicodeForm(Form.NFD));
      case "NFKC" -> steps.add(new UnicodeForm(Form.NFKC));
      case "NFKD" -> steps.add(new UnicodeForm(Form.NFKD));
      case "Lowercase" -> steps.add(Lowercase.INSTANCE);
      case "StripAccents" -> steps.add(CharacterRules.WITHOUT_MARKS);
      case "Nmt" -> steps.add(CharacterRules.NMT);
      case "Strip" ->
          steps.add(
              new StripSpaces(
                  node.path("strip_left").asBoolean(true),
                  node.path("strip_right").asBoolean(true)));
      case "Prepend" -> steps.add(new PrependText(node.path("prepend").asText()));
      case "Replace" -> steps.add(replacement(node));
      case "ByteLevel" -> steps.add(ByteSpelling.INSTANCE);
      case "Precompiled" -> steps.add(new GraphemeCharsmap(charsmap(node)));
      default -> throw JsonPattern.unsupported(node, source + ": normalizer");
    }
  }

  private static BertNormalizer bert(JsonNode node) {
    boolean lowercase = node.path("lowercase").asBoolean(true);
    return new BertNormalizer(
        node.path("clean_text").asBoolean(true),
        node.path("handle_chinese_chars").asBoolean(true),
        node.path("strip_accents").asBoolean(lowercase),
        lowercase);
  }

  private Normalizer replacement(JsonNode node) {
    String content = node.path("content").asText();
    JsonNode pattern = node.path("pattern");
    String text = pattern.path("String").asText();
    if (!text.isEmpty()) {
      return new ReplaceText(text, content);
    }
    return switch (pattern.path("Regex").asText()) {
      case " {2,}" -> new ReplaceRuns(c -> c == ' ', 2, content);
      case "\\s+" -> new ReplaceRuns(c -> (CharClass.of(c) & CharClass.SPACE) != 0, 1, content);
      default -> new ReplacePattern(JsonPattern.of(node, source + ": normalizer"), content);
    };
  }

  private Charsmap charsmap(JsonNode node) {
    try {
      byte[] stored = Base64.getDecoder().decode(node.path("precompiled_charsmap").asText());
      return Charsmap.parse(stored, source);
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(
          "%s: normalizer.precompiled_charsmap is not Base64: %s".formatted(source, e.getMessage()),
          e);
    }
  }
}
