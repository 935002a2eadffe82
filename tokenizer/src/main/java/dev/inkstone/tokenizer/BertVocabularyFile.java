package dev.inkstone.tokenizer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.inkstone.error.ModelFormatException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Reads BERT's {@code vocab.txt}, one token a line, as the tokenizer.json that it stands for.
 *
 * <p>The settings come from {@code tokenizer_config.json}: {@code do_lower_case}, {@code
 * strip_accents}, {@code tokenize_chinese_chars} and the spellings of the special tokens. Without
 * it text is lower-cased, as in the original.
 */
final class BertVocabularyFile {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final HuggingFaceConfig config;
  private final TokenList vocabulary = new TokenList();

  private BertVocabularyFile(HuggingFaceConfig config) {
    this.config = config;
  }

  /**
   * Reads a file.
   *
   * @throws ModelFormatException if it cannot be read
   */
  static TokenizerJson read(Path file, HuggingFaceConfig config) {
    BertVocabularyFile reader = new BertVocabularyFile(config);
    String text = new String(LimitedFile.read(file), StandardCharsets.UTF_8);
    withoutByteOrderMark(text)
        .lines()
        .forEach(token -> reader.vocabulary.add(token, reader.vocabulary.size()));
    return TokenizerJson.of(file.toString(), reader.vocabulary, reader.model(), reader.sections());
  }

  private static String withoutByteOrderMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private ObjectNode model() {
    return NODES.objectNode().put("type", "WordPiece").put("unk_token", spelling("unk"));
  }

  private ObjectNode sections() {
    ObjectNode sections = NODES.objectNode();
    sections.set("normalizer", normalizer());
    sections.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
    sections.putObject("decoder").put("type", "WordPiece");
    ArrayNode added = sections.putArray("added_tokens");
    for (String role : new String[] {"pad", "unk", "cls", "sep", "mask"}) {
      int id = vocabulary.find(spelling(role));
      if (id >= 0) {
        added.addObject().put("id", id).put("content", spelling(role)).put("special", true);
      }
    }
    int begin = vocabulary.find(spelling("cls"));
    int separator = vocabulary.find(spelling("sep"));
    if (begin >= 0 && separator >= 0) {
      ObjectNode frame = sections.putObject("post_processor").put("type", "BertProcessing");
      frame.putArray("cls").add(spelling("cls")).add(begin);
      frame.putArray("sep").add(spelling("sep")).add(separator);
    }
    return sections;
  }

  private ObjectNode normalizer() {
    boolean lowercase = config.flag("do_lower_case").orElse(true);
    return NODES
        .objectNode()
        .put("type", "BertNormalizer")
        .put("clean_text", true)
        .put("handle_chinese_chars", config.flag("tokenize_chinese_chars").orElse(true))
        .put("strip_accents", config.flag("strip_accents").orElse(lowercase))
        .put("lowercase", lowercase);
  }

  private String spelling(String role) {
    return config.token(role).orElse("[" + role.toUpperCase(Locale.ROOT) + "]");
  }
}
