package dev.inkstone.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.inkstone.error.UnsupportedModelException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the {@code pre_tokenizer} of a tokenizer.json, and for BPE the {@code normalizer}, whose
 * few forms are part of how such a model spells spaces.
 */
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
  private boolean dropsSpaces;
  private boolean metaspace;

  private JsonPreTokenizer(TokenizerJson json) {
    this.source = json.source();
  }

  /** Reads both sections. */
  static JsonPreTokenizer ofBpe(TokenizerJson json) {
    JsonPreTokenizer text = new JsonPreTokenizer(json);
    text.readNormalizer(json.section("normalizer"));
    JsonNode node = json.section("pre_tokenizer");
    text.readPreTokenizer(node);
    text.require("pre_tokenizer", node, !text.dropsSpaces);
    return text;
  }

  /** Reads the pre-tokenizer alone, for models of whole words. */
  static WordEncoder.Words words(TokenizerJson json) {
    JsonPreTokenizer text = new JsonPreTokenizer(json);
    JsonNode node = json.section("pre_tokenizer");
    text.readPreTokenizer(node);
    text.require("pre_tokenizer", node, !text.byteLevel);
    Metaspace metaspace = text.metaspace ? new Metaspace(text.prefix, text.splitsAtSpaces) : null;
    return new WordEncoder.Words(List.copyOf(text.splitters), text.dropsSpaces, metaspace);
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
      case "BertPreTokenizer" -> addWithoutSpaces(node, new BertSplitter());
      case "Whitespace" -> addWithoutSpaces(node, new WordSplitter());
      case "WhitespaceSplit" -> {
        CodePointSet spaces = CodePointSet.classes(CharClass.SPACE);
        addWithoutSpaces(node, new RunSplitter(spaces, Integer.MAX_VALUE));
      }
      default -> throw unsupported("pre_tokenizer", node);
    }
  }

  private void addWithoutSpaces(JsonNode node, Splitter splitter) {
    require("pre_tokenizer", node, !byteLevel);
    dropsSpaces = true;
    add(node, splitter);
  }

  private void add(JsonNode node, Splitter splitter) {
    // Metaspace respells spaces, and splitters know them as they were.
    require("pre_tokenizer", node, !metaspace);
    splitters.add(splitter);
  }

  private void readDigits(JsonNode node) {
    int most = node.path("individual_digits").asBoolean() ? 1 : Integer.MAX_VALUE;
    add(
        node,
        byteLevel
            ? new ByteDigitSplitter(most)
            : new RunSplitter(CodePointSet.classes(CharClass.NUMBER), most));
  }

  private void readByteLevel(JsonNode node) {
    require("pre_tokenizer", node, !node.path("add_prefix_space").asBoolean(false));
    byteLevel = true;
    if (node.path("use_regex").asBoolean(true)) {
      add(node, new Gpt2Splitter());
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
    add(node, splitter);
  }

  private void readPunctuation(JsonNode node) {
    String behavior = node.path("behavior").asText("Isolated");
    boolean contiguous = behavior.equals("Contiguous");
    require("pre_tokenizer", node, !byteLevel);
    require("pre_tokenizer", node, contiguous || behavior.equals("Isolated"));
    add(node, new RunSplitter(Unicode8.PUNCTUATION, contiguous ? Integer.MAX_VALUE : 1));
  }

  private void readMetaspace(JsonNode node) {
    require("pre_tokenizer", node, node.path("replacement").asText(SPACE).equals(SPACE));
    boolean legacy = node.path("add_prefix_space").asBoolean(true);
    String scheme = node.path("prepend_scheme").asText(legacy ? "always" : "never");
    require("pre_tokenizer", node, !metaspace);
    metaspace = true;
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
