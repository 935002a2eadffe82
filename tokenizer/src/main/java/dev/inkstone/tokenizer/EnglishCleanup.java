package dev.inkstone.tokenizer;

/**
 * The clean-up that BERT's decoder does to each token: no space before a full stop or an
 * abbreviated verb.
 */
final class EnglishCleanup {
  private EnglishCleanup() {}

  /** The cleaned text of one token, its leading space included. */
  static String of(String token) {
    return token
        .replace(" .", ".")
        .replace(" ?", "?")
        .replace(" !", "!")
        .replace(" ,", ",")
        .replace(" ' ", "'")
        .replace(" n't", "n't")
        .replace(" 'm", "'m")
        .replace(" do not", " don't")
        .replace(" 's", "'s")
        .replace(" 've", "'ve")
        .replace(" 're", "'re");
  }
}
