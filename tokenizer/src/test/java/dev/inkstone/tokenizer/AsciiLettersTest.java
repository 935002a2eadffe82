package dev.inkstone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AsciiLettersTest {
  /** Letters, their neighbours in ASCII, and the same bytes with a high bit. */
  private static final byte[] BYTES =
      "aazzAAZZmM@[`{ 0\u00e1\u00fa\u00c1\u00da\u0080\u00ff".getBytes(StandardCharsets.ISO_8859_1);

  @Test
  void letters_end_where_a_loop_says() {
    Random random = new Random(3);
    for (int run = 0; run < 20_000; run++) {
      byte[] text = new byte[random.nextInt(40)];
      // Mostly letters, else few runs reach into a second step.
      int kinds = random.nextBoolean() ? 10 : BYTES.length;
      for (int i = 0; i < text.length; i++) {
        text[i] = BYTES[random.nextInt(random.nextInt(12) == 0 ? BYTES.length : kinds)];
      }
      int from = text.length == 0 ? 0 : random.nextInt(text.length);
      int to = from + random.nextInt(text.length - from + 1);
      boolean upper = random.nextBoolean();

      int end = AsciiLetters.end(text, from, to, upper);

      int expected = from;
      while (expected < to && isLetter(text[expected], upper)) {
        expected++;
      }
      boolean gaveUp = end <= expected && end + Long.BYTES > to;
      assertThat(end == expected || gaveUp).as("run %d: %d, not %d", run, end, expected).isTrue();
    }
  }

  private static boolean isLetter(byte value, boolean upper) {
    return (value >= 'a' && value <= 'z') || (upper && value >= 'A' && value <= 'Z');
  }
}
