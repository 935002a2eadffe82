package dev.inkstone.tokenizer.training;

import dev.inkstone.tokenizer.Tokenizer;
import java.util.List;
import java.util.stream.IntStream;

/** A few texts with regular words, from which trainers learn their parts. */
final class Morphology {
  static final List<String> TEXTS =
      List.of(
          "happier",
          "happily",
          "happier",
          "happily",
          "happier",
          "happily",
          "sadness",
          "darkness",
          "illness",
          "fairness",
          "goodness",
          "hardness",
          "unkind",
          "undo",
          "unfair",
          "untie",
          "play",
          "played",
          "player",
          "walking",
          "talking",
          "singing",
          "plays",
          "football",
          "football",
          "football");

  private Morphology() {}

  /** The tokens of a text, spelled. */
  static List<String> tokens(Tokenizer tokenizer, String text) {
    return IntStream.of(tokenizer.encode(text)).mapToObj(tokenizer::token).toList();
  }
}
