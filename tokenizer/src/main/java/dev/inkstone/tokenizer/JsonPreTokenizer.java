package dev.inkstone.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.error.UnsupportedModelException;
import java.util.ArrayList;
import java.util.List;

/** Reads the {@code normalizer} and {@code pre_tokenizer} of a tokenizer.json. */
final class JsonPreTokenizer {
  private static final String SPACE = String.valueOf(SentencePieceSpelling.SPACE);

  private final String source;
  private final List<Splitter> splitters = new ArrayList<>();
  private boolean composes;
  private boolean byteLevel;
  private boolean replacesSpace;
  private SpacePrefix prefix = SpacePrefix.NEVER;
  private boolean prefixOnlyIfMissing;
  private boolean splitsAtSpaces;

  JsonPreTokenizer(TokenizerJson json) {
    this.source = json.source();
    readNormalizer(json.section("normalizer"));
    readPreTokenizer(json.section("pre_tokenizer"));
  }

  List<Splitter> splitters() {
    return splitters;
  }

  /** Whether text is brought to normalization form C. */
  boolean composes() {
    return composes;
  }

  /** Whether tokens are spelled in the byte alphabet. */
  boolean isByteLevel() {
    return byteLevel;
  }

  /** Whether spaces are spelled as U+2581. */
  boolean replacesSpace() {
    return replacesSpace;
  }

  SpacePrefix prefix() {
    return prefix;
  }

  boolean prefixOnlyIfMissing() {
    return prefixOnlyIfMissing;
  }

  /** Whether every space starts a part that is merged on its own. */
  boolean splitsAtSpaces() {
    return splitsAtSpaces;
  }

  private void readNormalizer(JsonNode node) {
    switch (node.path("type").asText()) {
      case "" -> requireAbsent("normalizer", node);
      case "Sequence" -> node.path("normalizers").forEach(this::readNormalizer);
      case "NFC" -> composes = true;
      case "Prepend" -> {
        require("normalizer", node, node.path("prepend").asText().equals(SPACE));
        prefix = SpacePrefix.EVERY_SEGMENT;
      }
      case "Replace" -> {
        boolean spaces = node.path("pattern").path("String").asText().equals(" ");
        require("normalizer", node, spaces && node.path("content").asText().equals(SPACE));
        replacesSpace = true;
      }
      default -> throw unsupported("normalizer", node);
    }
  }

  private void readPreTokenizer(JsonNode node) {
    switch (node.path("type").asText()) {
      case "" -> requireAbsent("pre_tokenizer", node);
      case "Sequence" -> node.path("pretokenizers").forEach(this::readPreTokenizer);
      case "ByteLevel" -> readByteLevel(node);
      case "Split" -> readSplit(node);
      case "Digits" -> readDigits(node);
      case "Punctuation" -> readPunctuation(node);
      case "Metaspace" -> readMetaspace(node);
      default -> throw unsupported("pre_tokenizer", node);
    }
  }

  private void readDigits(JsonNode node) {
    int most = node.path("individual_digits").asBoolean() ? 1 : Integer.MAX_VALUE;
    splitters.add(
        byteLevel
            ? new ByteDigitSplitter(most)
            : new RunSplitter(CodePointSet.classes(CharClass.NUMBER), most));
  }

  private void readByteLevel(JsonNode node) {
    require("pre_tokenizer", node, !node.path("add_prefix_space").asBoolean(false));
    byteLevel = true;
    if (node.path("use_regex").asBoolean(true)) {
      splitters.add(new Gpt2Splitter());
    }
  }

  private void readSplit(JsonNode node) {
    JsonNode pattern = node.path("pattern");
    if (replacesSpace && pattern.path("String").asText().equals(" ")) {
      // The normalizer has left no space to split at.
      return;
    }
    // "Removed" with "invert" keeps the matches and drops the gaps; these patterns leave no gaps.
    boolean isolated =
        node.path("behavior").asText().equals("Isolated") && !node.path("invert").asBoolean();
    boolean inverted =
        node.path("behavior").asText().equals("Removed") && node.path("invert").asBoolean();
    require("pre_tokenizer", node, isolated || inverted);
    Splitter splitter =
        SplitPatterns.find(pattern.path("Regex").asText())
            .orElseThrow(() -> unsupported("pre_tokenizer", node));
    // After ByteLevel the pieces need not be whole characters.
    require("pre_tokenizer", node, !byteLevel || splitter instanceof DigitTripleSplitter);
    splitters.add(splitter);
  }

  private void readPunctuation(JsonNode node) {
    String behavior = node.path("behavior").asText("Isolated");
    boolean contiguous = behavior.equals("Contiguous");
    require("pre_tokenizer", node, !byteLevel);
    require("pre_tokenizer", node, contiguous || behavior.equals("Isolated"));
    CodePointSet set =
        CodePointSet.classes(CharClass.PUNCTUATION).and(CodePointSet.of("$+<=>^`|~"));
    splitters.add(new RunSplitter(set, contiguous ? Integer.MAX_VALUE : 1));
  }

  private void readMetaspace(JsonNode node) {
    require("pre_tokenizer", node, node.path("replacement").asText(SPACE).equals(SPACE));
    boolean legacy = node.path("add_prefix_space").asBoolean(true);
    String scheme = node.path("prepend_scheme").asText(legacy ? "always" : "never");
    replacesSpace = true;
    prefixOnlyIfMissing = true;
    splitsAtSpaces = node.path("split").asBoolean(true);
    prefix =
        switch (scheme) {
          case "always" -> SpacePrefix.EVERY_SEGMENT;
          case "first" -> SpacePrefix.TEXT_START;
          case "never" -> SpacePrefix.NEVER;
          default -> throw unsupported("pre_tokenizer", node);
        };
  }

  private void require(String section, JsonNode node, boolean understood) {
    if (!understood) {
      throw unsupported(section, node);
    }
  }

  private void requireAbsent(String section, JsonNode node) {
    require(section, node, node.isMissingNode() || node.isNull());
  }

  private UnsupportedModelException unsupported(String section, JsonNode node) {
    return new UnsupportedModelException(
        "%s: %s component %s is not supported".formatted(source, section, node));
  }
}
