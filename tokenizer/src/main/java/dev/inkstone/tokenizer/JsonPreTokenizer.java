package dev.inkstone.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the {@code pre_tokenizer} of a tokenizer.json as far as splitters over bytes can do it, and
 * for BPE the {@code normalizer}, whose few forms are part of how such a model spells spaces. What
 * is not simple in this sense is left to {@link JsonPieceSteps}.
 */
final class JsonPreTokenizer {
  private static final String SPACE = String.valueOf(SentencePieceSpelling.SPACE);

  private boolean simple = true;
  private final List<Splitter> splitters = new ArrayList<>();
  private boolean composes;
  private boolean byteLevel;
  private boolean replacesSpace;
  private SpacePrefix prefix = SpacePrefix.NEVER;
  private boolean prefixOnlyIfMissing;
  private boolean splitsAtSpaces;
  private boolean dropsSpaces;
  private boolean metaspace;

  private JsonPreTokenizer() {}

  /** Reads both sections. */
  static JsonPreTokenizer ofBpe(TokenizerJson json) {
    JsonPreTokenizer text = new JsonPreTokenizer();
    text.readNormalizer(json.section("normalizer"));
    text.readPreTokenizer(json.section("pre_tokenizer"));
    text.require(!text.dropsSpaces);
    return text;
  }

  /** Reads the pre-tokenizer alone, for models of whole words; nothing if it is not simple. */
  static Optional<WordEncoder.Words> words(TokenizerJson json) {
    JsonPreTokenizer text = new JsonPreTokenizer();
    text.readPreTokenizer(json.section("pre_tokenizer"));
    text.require(!text.byteLevel);
    // Several pieces may come from the start of the text, where a normalizer puts something there.
    text.require(text.prefix != SpacePrefix.TEXT_START || text.splitters.isEmpty());
    Metaspace metaspace = text.metaspace ? new Metaspace(text.prefix, text.splitsAtSpaces) : null;
    return text.simple
        ? Optional.of(
            new WordEncoder.Words(List.copyOf(text.splitters), text.dropsSpaces, metaspace))
        : Optional.empty();
  }

  /** Whether everything was understood. */
  boolean isSimple() {
    return simple;
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
      case "" -> require(node.isMissingNode() || node.isNull());
      case "Sequence" -> node.path("normalizers").forEach(this::readNormalizer);
      case "NFC" -> composes = true;
      case "Prepend" -> {
        require(node.path("prepend").asText().equals(SPACE));
        prefix = SpacePrefix.EVERY_SEGMENT;
      }
      case "Replace" -> {
        boolean spaces = node.path("pattern").path("String").asText().equals(" ");
        require(spaces && node.path("content").asText().equals(SPACE));
        replacesSpace = true;
      }
      default -> require(false);
    }
  }

  private void readPreTokenizer(JsonNode node) {
    switch (node.path("type").asText()) {
      case "" -> require(node.isMissingNode() || node.isNull());
      case "Sequence" -> node.path("pretokenizers").forEach(this::readPreTokenizer);
      case "ByteLevel" -> readByteLevel(node);
      case "Split" -> readSplit(node);
      case "Digits" -> readDigits(node);
      case "Punctuation" -> readPunctuation(node);
      case "Metaspace" -> readMetaspace(node);
      case "BertPreTokenizer" -> addWithoutSpaces(new BertSplitter());
      case "Whitespace" -> addWithoutSpaces(new WordSplitter());
      case "WhitespaceSplit" -> {
        CodePointSet spaces = CodePointSet.classes(CharClass.SPACE);
        addWithoutSpaces(new RunSplitter(spaces, Integer.MAX_VALUE));
      }
      default -> require(false);
    }
  }

  private void addWithoutSpaces(Splitter splitter) {
    require(!byteLevel);
    dropsSpaces = true;
    add(splitter);
  }

  private void add(Splitter splitter) {
    // Metaspace respells spaces, and splitters know them as they were.
    require(!metaspace);
    splitters.add(splitter);
  }

  private void readDigits(JsonNode node) {
    int most = node.path("individual_digits").asBoolean() ? 1 : Integer.MAX_VALUE;
    add(
        byteLevel
            ? new ByteDigitSplitter(most)
            : new RunSplitter(CodePointSet.classes(CharClass.NUMBER), most));
  }

  private void readByteLevel(JsonNode node) {
    require(!node.path("add_prefix_space").asBoolean(false));
    require(!byteLevel && !metaspace);
    byteLevel = true;
    if (node.path("use_regex").asBoolean(true)) {
      add(new Gpt2Splitter());
    }
  }

  private void readSplit(JsonNode node) {
    JsonNode pattern = node.path("pattern");
    if (replacesSpace && pattern.path("String").asText().equals(" ")) {
      // The normalizer has left no space to split at.
      return;
    }
    // "Removed" with "invert" keeps the matches and drops the gaps, if the pattern leaves any.
    String regex = pattern.path("Regex").asText();
    boolean inverted = node.path("invert").asBoolean();
    boolean kept =
        switch (node.path("behavior").asText()) {
          case "Isolated" -> true;
          case "Removed" -> inverted && SplitPatterns.leavesNoGaps(regex);
          default -> false;
        };
    Optional<Splitter> splitter = SplitPatterns.find(regex);
    require(kept && splitter.isPresent());
    // After ByteLevel the pieces need not be whole characters.
    require(!byteLevel || splitter.orElse(null) instanceof DigitTripleSplitter);
    splitter.ifPresent(this::add);
  }

  private void readPunctuation(JsonNode node) {
    String behavior = node.path("behavior").asText("Isolated");
    boolean contiguous = behavior.equals("Contiguous");
    require(!byteLevel);
    require(contiguous || behavior.equals("Isolated"));
    add(new RunSplitter(Unicode8.PUNCTUATION, contiguous ? Integer.MAX_VALUE : 1));
  }

  private void readMetaspace(JsonNode node) {
    require(node.path("replacement").asText(SPACE).equals(SPACE));
    boolean legacy = node.path("add_prefix_space").asBoolean(true);
    String scheme = node.path("prepend_scheme").asText(legacy ? "always" : "never");
    require(!metaspace && !byteLevel && prefix == SpacePrefix.NEVER);
    metaspace = true;
    replacesSpace = true;
    prefixOnlyIfMissing = true;
    splitsAtSpaces = node.path("split").asBoolean(true);
    prefix =
        switch (scheme) {
          case "always" -> SpacePrefix.EVERY_SEGMENT;
          case "first" -> SpacePrefix.TEXT_START;
          case "never" -> SpacePrefix.NEVER;
          default -> {
            require(false);
            yield SpacePrefix.NEVER;
          }
        };
  }

  private void require(boolean understood) {
    simple &= understood;
  }
}
