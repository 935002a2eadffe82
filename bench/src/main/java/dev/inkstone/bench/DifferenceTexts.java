package dev.inkstone.bench;

import dev.inkstone.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Texts that tokenizers trip over, made up: words of many scripts, code, white space of every kind,
 * control characters, emoji, stacks of marks, lone surrogates, long runs, numbers, contractions,
 * and the vocabulary's own tokens. The same seed gives the same texts.
 */
final class DifferenceTexts {
  private static final String[] CONTRACTIONS =
      "'s 't 're 've 'm 'll 'd 'S 'T 'RE 'Ve 'M 'lL 'D '\u017F \u2019s \u2019ll ' '' 'x".split(" ");

  private static final String[] MARKUP =
      ("<s> </s> <unk> <pad> <mask> [CLS] [SEP] [MASK] [UNK] [PAD] <|endoftext|> <|im_start|>"
              + " <|im_end|> <|begin_of_text|> <|eot_id|> <|end|> <|user|> [INST] [/INST] <0x0A>"
              + " <0xE2> <extra_id_0> <extra_id_12> <|startoftext|> \u2581 \u2581\u2581 ##ing </w>"
              + " \u0120 \u0120the \u010A")
          .split(" ");

  private static final String[] SPACES =
      ("\t|\n|\r|\r\n|\u000B|\f|\u001C|\u001F| |  |    |\u0085|\u00A0|\u1680|\u180E|\u2000|\u2009"
              + "|\u200A|\u200B|\u200C|\u2028|\u2029|\u202F|\u205F|\u2060|\u3000|\uFEFF|\n\n|\t\t")
          .split("\\|");

  private static final String[] EMOJI =
      ("\uD83D\uDE00|\uD83D\uDC4D\uD83C\uDFFD|\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67"
              + "|\uD83C\uDDE9\uD83C\uDDEA|\uD83C\uDDFA\uD83C\uDDF8|\u2764\uFE0F\u200D\uD83D\uDD25"
              + "|#\uFE0F\u20E3|5\uFE0F\u20E3|\uD83C\uDFF3\uFE0F\u200D\uD83C\uDF08|\u2600|\u2600\uFE0E"
              + "|\uD83E\uDD23|\uD83D\uDD75\uD83C\uDFFB\u200D\u2640\uFE0F|\uD83C\uDDE9|\u200D|\uFE0F")
          .split("\\|");

  private static final String[] NUMBERS =
      ("0 7 42 123 1234 12345 1234567 3.14 1,000,000 2024-02-30 0x1F 1e-9 \u00B2 \u00BD \u2163 \u2460"
              + " \u0664\u0662 \u0967\u0968\u0969 \u4E09\u5341 \uFF11\uFF12\uFF13\uFF14 \u3007"
              + " \uD835\uDFD8\uD835\uDFD9 \u0BF0 \u137C")
          .split(" ");

  private final Random random;
  private final Tokenizer vocabulary;
  private final ScriptLetters letters = new ScriptLetters();
  private final List<String> special = new ArrayList<>(List.of(MARKUP));
  private final String english;
  private final String chinese;
  private final String code;

  /** Texts that also use the tokens of {@code vocabulary}. */
  DifferenceTexts(Tokenizer vocabulary, long seed) {
    this.random = new Random(seed);
    this.vocabulary = vocabulary;
    this.english = SpeedText.english(50_000, seed);
    this.chinese = SpeedText.chinese(20_000, seed);
    this.code = SpeedText.code(50_000, seed);
    for (int id = 0; id < vocabulary.vocabularySize(); id++) {
      String token = vocabulary.token(id);
      if (token.length() > 1 && vocabulary.bytes(id).length == 0) {
        special.add(token);
      }
    }
  }

  /** The next text, from no character to a few thousand. */
  String next() {
    StringBuilder text = new StringBuilder();
    int parts = random.nextInt(12);
    for (int i = 0; i < parts; i++) {
      text.append(part());
      if (random.nextInt(3) > 0) {
        text.append(random.nextInt(4) > 0 ? " " : oneOf(SPACES));
      }
    }
    return text.toString();
  }

  /** A text that shows what the tokenizer takes a code point for. */
  static String around(int codePoint) {
    String c = Character.toString(codePoint);
    return "x%s9%s \u0334%s!%s %s%s\n%s".formatted(c, c, c, c, c, c, c);
  }

  private String part() {
    return switch (random.nextInt(20)) {
      case 0 -> stretch(english);
      case 1 -> stretch(chinese);
      case 2 -> stretch(code);
      case 3, 4, 5, 6 -> letters.word(random);
      case 7 -> letters.word(random) + letters.word(random);
      case 8 -> repeated(oneOf(SPACES), 5) + oneOf(SPACES);
      case 9 -> oneOf(EMOJI) + (random.nextBoolean() ? oneOf(EMOJI) : "");
      case 10 -> letters.word(random) + letters.marks(random, 1 + random.nextInt(5));
      case 11 -> control();
      case 12 -> repeated(letters.any(random), random.nextInt(50) == 0 ? 3000 : 40);
      case 13 -> letters.word(random) + oneOf(CONTRACTIONS) + letters.word(random);
      case 14 -> oneOf(NUMBERS) + oneOf(NUMBERS);
      case 15 -> punctuation();
      case 16 -> special();
      case 17, 18 -> vocabulary.decode(random.nextInt(vocabulary.vocabularySize()));
      default -> vocabulary.token(random.nextInt(vocabulary.vocabularySize()));
    };
  }

  private String control() {
    return switch (random.nextInt(6)) {
      case 0 -> String.valueOf((char) (0xD800 + random.nextInt(0x800)));
      case 1 -> "\uFFFD";
      case 2 -> String.valueOf((char) (0x7F + random.nextInt(0x22)));
      default -> String.valueOf((char) random.nextInt(0x20));
    };
  }

  private String punctuation() {
    StringBuilder run = new StringBuilder();
    int length = 1 + random.nextInt(6);
    for (int i = 0; i < length; i++) {
      boolean ascii = random.nextInt(4) > 0;
      run.appendCodePoint(ascii ? 0x21 + random.nextInt(0x5E) : 0x2010 + random.nextInt(0x60));
    }
    return random.nextBoolean() ? run.toString() : repeated(run.substring(0, 1), 12);
  }

  /** A spelling that may be an added token, at times with something wrong about it. */
  private String special() {
    String spelling = special.get(random.nextInt(special.size()));
    return switch (random.nextInt(5)) {
      case 0 -> spelling.substring(0, spelling.length() - 1);
      case 1 -> letters.word(random) + spelling + oneOf(SPACES);
      case 2 -> oneOf(SPACES) + spelling + spelling;
      default -> spelling;
    };
  }

  private String stretch(String source) {
    int length = 1 + random.nextInt(80);
    int from = random.nextInt(source.length() - length);
    return source.substring(from, from + length);
  }

  private String repeated(String unit, int most) {
    return unit.repeat(1 + random.nextInt(most));
  }

  private String oneOf(String[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
