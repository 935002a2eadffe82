package dev.inkstone.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.error.UnsupportedModelException;
import java.util.ArrayList;
import java.util.List;

/** Reads the {@code pre_tokenizer} of a tokenizer.json in its general form. */
final class JsonPieceSteps {
  private static final String SPACE = String.valueOf(SentencePieceSpelling.SPACE);
  private static final int LENGTH = 5;

  private final String where;
  private final List<PieceStep> steps = new ArrayList<>();

  private JsonPieceSteps(TokenizerJson json) {
    this.where = json.source() + ": pre_tokenizer";
  }

  /**
   * The steps in their order.
   *
   * @throws UnsupportedModelException if one of them is not known; the message names it
   */
  static List<PieceStep> of(TokenizerJson json) {
    JsonPieceSteps reader = new JsonPieceSteps(json);
    JsonNode node = json.section("pre_tokenizer");
    if (!node.isMissingNode() && !node.isNull()) {
      reader.read(node);
    }
    return reader.steps;
  }

  private void read(JsonNode node) {
    switch (node.path("type").asText()) {
      case "Sequence" -> node.path("pretokenizers").forEach(this::read);
      case "ByteLevel" -> readByteLevel(node);
      case "BertPreTokenizer" -> steps.add(PieceStep.of(new BertSplitter(), true));
      case "Whitespace" -> steps.add(PieceStep.of(new WordSplitter(), true));
      case "WhitespaceSplit" -> {
        CodePointSet spaces = CodePointSet.classes(CharClass.SPACE);
        steps.add(PieceStep.of(new RunSplitter(spaces, Integer.MAX_VALUE), true));
      }
      case "Split" -> readSplit(node);
      case "Punctuation" -> {
        SplitBehavior behavior = behavior(node, node.path("behavior").asText("Isolated"));
        steps.add(PieceStep.split(PatternFinder.characters(Unicode8.PUNCTUATION), behavior, false));
      }
      case "Digits" -> {
        boolean single = node.path("individual_digits").asBoolean();
        steps.add(
            PieceStep.split(
                PatternFinder.characters(CodePointSet.classes(CharClass.NUMBER)),
                single ? SplitBehavior.ISOLATED : SplitBehavior.CONTIGUOUS,
                false));
      }
      case "CharDelimiterSplit", "Delimiter" -> {
        CodePointSet delimiter = CodePointSet.of(character(node, "delimiter", ""));
        steps.add(
            PieceStep.split(PatternFinder.characters(delimiter), SplitBehavior.REMOVED, false));
      }
      case "Metaspace" -> readMetaspace(node);
      case "UnicodeScripts" -> steps.add(new UnicodeScriptStep());
      case "FixedLength" -> {
        int length = node.path("length").asInt(LENGTH);
        if (length < 1) {
          throw JsonPattern.unsupported(node, where);
        }
        steps.add(PieceStep.fixedLength(length));
      }
      default -> throw JsonPattern.unsupported(node, where);
    }
  }

  private void readByteLevel(JsonNode node) {
    if (node.path("add_prefix_space").asBoolean(true)) {
      steps.add(PieceStep.leadingSpace());
    }
    if (node.path("use_regex").asBoolean(true)) {
      steps.add(PieceStep.of(new Gpt2Splitter(), false));
    }
    steps.add(ByteSpelling.INSTANCE);
  }

  private void readSplit(JsonNode node) {
    SplitBehavior behavior = behavior(node, node.path("behavior").asText());
    String regex = node.path("pattern").path("Regex").asText();
    boolean isolated = behavior == SplitBehavior.ISOLATED;
    steps.add(
        SplitPatterns.find(regex)
            .filter(splitter -> isolated)
            .map(splitter -> PieceStep.of(splitter, false))
            .orElseGet(
                () ->
                    PieceStep.split(
                        JsonPattern.of(node, where), behavior, node.path("invert").asBoolean())));
  }

  private void readMetaspace(JsonNode node) {
    boolean legacy = node.path("add_prefix_space").asBoolean(true);
    SpacePrefix prefix =
        switch (node.path("prepend_scheme").asText(legacy ? "always" : "never")) {
          case "always" -> SpacePrefix.EVERY_SEGMENT;
          case "first" -> SpacePrefix.TEXT_START;
          case "never" -> SpacePrefix.NEVER;
          default -> throw JsonPattern.unsupported(node, where);
        };
    String space = character(node, "replacement", SPACE);
    steps.add(new MetaspaceStep(space, prefix, node.path("split").asBoolean(true)));
  }

  private String character(JsonNode node, String name, String otherwise) {
    String text = node.path(name).asText(otherwise);
    if (text.isEmpty() || text.codePointCount(0, text.length()) != 1) {
      throw JsonPattern.unsupported(node, where);
    }
    return text;
  }

  private SplitBehavior behavior(JsonNode node, String name) {
    return SplitBehavior.named(name).orElseThrow(() -> JsonPattern.unsupported(node, where));
  }
}
