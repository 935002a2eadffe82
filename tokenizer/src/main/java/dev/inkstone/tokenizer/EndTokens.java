package dev.inkstone.tokenizer;

import java.util.HashSet;
import java.util.Set;

/** Recognises by their spelling the tokens that end an answer, for files that do not name them. */
final class EndTokens {
  /** Never ordinary text, whatever type a converter gave them. */
  private static final Set<String> ALWAYS =
      Set.of(
          "<|eot_id|>",
          "<|eom_id|>",
          "<|im_end|>",
          "<|end|>",
          "<|return|>",
          "<|call|>",
          "<|endoftext|>",
          "<|end_of_text|>",
          "<|endofturn|>",
          "<end_of_turn>",
          "<end_of_utterance>",
          "<EOT>",
          "_<EOT>",
          "<\uFF5Cend\u2581of\u2581sentence\uFF5C>");

  /** Also HTML or running text, so they count only as control tokens. */
  private static final Set<String> IF_CONTROL = Set.of("</s>", "<eos>", "[EOS]");

  private EndTokens() {}

  /** Whether a token of this spelling ends an answer. */
  static boolean isEnd(String spelling, TokenType type) {
    return ALWAYS.contains(spelling)
        || (type == TokenType.CONTROL && IF_CONTROL.contains(spelling));
  }

  /** Whether a token of this spelling is control, whatever its file says. */
  static boolean isAlwaysControl(String spelling) {
    return ALWAYS.contains(spelling);
  }

  /** The ids of all such tokens. */
  static Set<Integer> in(Vocabulary vocabulary) {
    Set<Integer> ids = new HashSet<>();
    for (int id = 0; id < vocabulary.size(); id++) {
      if (isEnd(vocabulary.spelling(id), vocabulary.type(id))) {
        ids.add(id);
      }
    }
    // The Harmony format of gpt-oss ends each message of an answer with <|end|>; the answer itself
    // ends with one of the other two.
    int end = vocabulary.id("<|end|>");
    if (vocabulary.id("<|return|>") >= 0 && vocabulary.id("<|call|>") >= 0) {
      ids.remove(end);
    }
    return ids;
  }
}
