package dev.inkstone.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.error.UnsupportedModelException;

/** Reads one decoder of a tokenizer.json as a stage. */
final class JsonDecodeStages {
  /** What a file without decoder means: tokens with spaces between. */
  static final DecodeStage.Maker SPACED =
      next -> new WholeTokenStages.Mapped((token, first) -> first ? token : " " + token, next);

  private final String where;

  /**
   * A reader.
   *
   * @param where the file and the section, for messages
   */
  JsonDecodeStages(String where) {
    this.where = where;
  }

  /**
   * The stage of a decoder.
   *
   * @throws UnsupportedModelException if it is not known; the message names it
   */
  DecodeStage.Maker stage(JsonNode node) {
    return switch (node.path("type").asText()) {
      case "Fuse" -> DecodeStages.Fused::new;
      case "ByteFallback" -> WholeTokenStages.Bytes::new;
      case "ByteLevel" -> DecodeStages.Letters::new;
      case "WordPiece" ->
          mapped(wordPiece(node.path("prefix").asText("##"), node.path("cleanup").asBoolean(true)));
      case "Metaspace" -> mapped(metaspace(node));
      case "Replace" -> mapped(replace(node));
      case "BPEDecoder" -> {
        String suffix = node.path("suffix").asText("</w>");
        yield next ->
            new WholeTokenStages.Held(
                (token, last) -> replaced(token, suffix, last ? "" : " "), next);
      }
      case "CTC" -> {
        WholeTokenStages.TokenRule rule = ctc(node);
        yield next -> new WholeTokenStages.Distinct(rule, next);
      }
      case "Strip" -> {
        String content = node.path("content").asText();
        if (content.length() != 1) {
          throw JsonPattern.unsupported(node, where);
        }
        yield next ->
            new DecodeStages.Stripped(
                content.charAt(0), node.path("start").asInt(), node.path("stop").asInt(), next);
      }
      default -> throw JsonPattern.unsupported(node, where);
    };
  }

  private static DecodeStage.Maker mapped(WholeTokenStages.TokenRule rule) {
    return next -> new WholeTokenStages.Mapped(rule, next);
  }

  private static WholeTokenStages.TokenRule wordPiece(String prefix, boolean cleanup) {
    return (token, first) -> {
      String text = token;
      if (!first) {
        boolean continues = token.startsWith(prefix);
        text = continues ? token.substring(prefix.length()) : " " + token;
      }
      return cleanup ? EnglishCleanup.of(text) : text;
    };
  }

  private static WholeTokenStages.TokenRule metaspace(JsonNode node) {
    String space = node.path("replacement").asText("\u2581");
    boolean legacy = node.path("add_prefix_space").asBoolean(true);
    boolean never = node.path("prepend_scheme").asText(legacy ? "always" : "never").equals("never");
    return (token, first) -> replaced(token, space, first && !never ? "" : " ");
  }

  private WholeTokenStages.TokenRule replace(JsonNode node) {
    ReplacePattern replace =
        new ReplacePattern(JsonPattern.of(node, where), node.path("content").asText());
    return (token, first) -> replace.apply(AlignedText.untracked(token)).text();
  }

  private static WholeTokenStages.TokenRule ctc(JsonNode node) {
    String pad = node.path("pad_token").asText("<pad>");
    String delimiter = node.path("word_delimiter_token").asText("|");
    boolean cleanup = node.path("cleanup").asBoolean(true);
    return (token, first) -> {
      String text = replaced(token, pad, "");
      return cleanup ? replaced(EnglishCleanup.of(text), delimiter, " ") : text;
    };
  }

  /** An empty pattern stands for nothing. */
  private static String replaced(String text, String pattern, String content) {
    return pattern.isEmpty() ? text : text.replace(pattern, content);
  }
}
