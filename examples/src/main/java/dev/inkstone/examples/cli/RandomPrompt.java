package dev.inkstone.examples.cli;

import dev.inkstone.tokenizer.Tokenizer;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/**
 * Text of random words with a given number of tokens. Decoding and encoding random tokens rarely
 * gives the same number back, so words are added until it is reached.
 *
 * @param count tokens of a text
 * @param decode text of a token
 * @param vocabularySize tokens there are
 * @param begin tokens that come before every text
 */
record RandomPrompt(
    ToIntFunction<String> count, IntFunction<String> decode, int vocabularySize, int begin) {
  private static final long SEED = 7;
  private static final int TRIES = 64;
  private static final int DRAWS = 10_000;

  /** Tokens of a word that are expected at most; where words are longer, only speed suffers. */
  private static final int LONG_WORD = 4;

  /** The prompts of a tokenizer. */
  static RandomPrompt of(Tokenizer tokenizer) {
    return new RandomPrompt(
        tokenizer::count,
        tokenizer::decode,
        tokenizer.vocabularySize(),
        tokenizer.specialTokens().addBos() ? 1 : 0);
  }

  /**
   * A text of {@code tokens} tokens, the begin token included; where no word fits exactly it may be
   * passed by a few. Many words are added at once while much is missing, so that the text is
   * counted a number of times that grows as the logarithm of its length.
   *
   * @throws CommandFailure if words add no tokens
   */
  String text(int tokens) {
    int wanted = Math.max(1, tokens - begin);
    RandomGenerator random = new SplittableRandom(SEED);
    StringBuilder text = new StringBuilder();
    int reached = 0;
    int tries = 0;
    int words = Math.max(1, wanted / LONG_WORD);
    while (reached < wanted) {
      String more = words(words, random);
      int next = count.applyAsInt(text + more);
      boolean fits = next > reached && next <= wanted;
      if (fits || (words == 1 && next > wanted && tries >= TRIES)) {
        text.append(more);
        reached = next;
        tries = 0;
        words = Math.clamp((wanted - reached) / LONG_WORD, 1, words);
      } else if (words > 1) {
        words /= 2;
      } else if (tries++ >= TRIES) {
        throw new CommandFailure(
            ExitCodes.DATA, "no prompt to measure with: the tokenizer makes no tokens of words");
      }
    }
    return text.toString();
  }

  private String words(int number, RandomGenerator random) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < number; i++) {
      words.append(' ').append(word(random));
    }
    return words.toString();
  }

  /** Letters of a random token; the letter a if tokens of letters are rare. */
  private String word(RandomGenerator random) {
    for (int draw = 0; draw < DRAWS; draw++) {
      String letters = decode.apply(random.nextInt(vocabularySize)).strip();
      if (!letters.isEmpty() && letters.chars().allMatch(c -> c < 128 && Character.isLetter(c))) {
        return letters;
      }
    }
    return "a";
  }
}
