package dev.inkstone.tokenizer.training;

/** Sections of a tokenizer.json, as Hugging Face's library writes them. */
final class Sections {
  /** GPT-2's words and byte alphabet; pre-tokenizer and decoder at once. */
  static final String BYTE_LEVEL =
      """
      {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true}\
      """;

  /** Words with a space in front, spelled as U+2581; pre-tokenizer and decoder at once. */
  static final String SPACES =
      """
      {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": true}\
      """;

  /** BERT's words: cut at white space and around each punctuation mark. */
  static final String BERT_WORDS = "{\"type\": \"BertPreTokenizer\"}";

  /** What SentencePiece does by default. */
  static final String SENTENCE_PIECE_NORMALIZER =
      """
      {"type": "Sequence", "normalizers": [
        {"type": "Nmt"},
        {"type": "NFKC"},
        {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]}\
      """;

  private static final String SPACES_AND_BYTES =
      """
      {"type": "Sequence", "decoders": [
        {"type": "Replace", "pattern": {"String": "\u2581"}, "content": " "},
        {"type": "ByteFallback"},
        {"type": "Fuse"},
        {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}\
      """;

  private Sections() {}

  /** BERT's normalizer. */
  static String bertNormalizer(boolean lowercase) {
    return """
    {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
     "strip_accents": null, "lowercase": %s}\
    """
        .formatted(lowercase);
  }

  /** WordPiece's decoder. */
  static String continuationDecoder(String prefix) {
    return "{\"type\": \"WordPiece\", \"prefix\": \"%s\", \"cleanup\": true}".formatted(prefix);
  }

  /** The decoder of tokens that spell spaces as U+2581. */
  static String spaceDecoder(boolean byteFallback) {
    return byteFallback ? SPACES_AND_BYTES : SPACES;
  }
}
