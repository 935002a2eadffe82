package dev.inkstone.tokenizer;

import static dev.inkstone.tokenizer.SmallVocabularies.byteLevel;
import static dev.inkstone.tokenizer.SmallVocabularies.spelled;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CharacterJoinsTest {
  /** Characters of three and four bytes whose bytes overlap, a letter and one of two bytes. */
  private static final String[] CHARACTERS = {
    "中", "丮", "为", "国", "囮", "人", "仮", "\uD840\uDC0E", "\uD840\uDC4E", "a", "é"
  };

  @Test
  void cuts_where_no_token_joins_two_characters() {
    CharacterJoins joins = joins("中国");
    byte[] text = Utf8.encode("中国中人");
    assertThat(joins.nextCut(text, 0, text.length)).isEqualTo(6);
    assertThat(joins.nextCut(text, 6, text.length)).isEqualTo(9);
    assertThat(joins.nextCut(text, 9, text.length)).isEqualTo(12);
  }

  @Test
  void never_cuts_where_a_token_may_join_parts_of_characters() {
    // The last byte of a character and the first of the next.
    String ends = ByteAlphabet.spelling(new byte[] {(byte) 0xAD, (byte) 0xE5});
    CharacterJoins joins = joins(ends);
    byte[] text = Utf8.encode("中国人");
    assertThat(joins.nextCut(text, 0, text.length)).isEqualTo(6);
    assertThat(joins.nextCut(text, 6, text.length)).isEqualTo(9);
  }

  @Test
  void cuts_before_wide_characters_only() {
    CharacterJoins joins = joins("x");
    byte[] text = Utf8.encode("abcéa中");
    assertThat(joins.nextCut(text, 0, text.length)).isEqualTo(6);
  }

  @Test
  void pieces_in_parts_are_encoded_as_a_whole() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      List<String> merges = merges(random);
      // The second family takes pieces that are a token without merging them.
      String family = seed % 2 == 0 ? "gpt-2" : "llama-bpe";
      Map<String, Object> metadata = byteLevel(family, merges);
      Tokenizer tokenizer = GgufTokenizers.from(metadata);
      for (int i = 0; i < 20; i++) {
        String text = text(random, 3 + random.nextInt(12));
        List<String> expected = merged(text, merges);
        if (family.equals("llama-bpe")
            && tokenizer.id(ByteAlphabet.spelling(utf8(text))).isPresent()) {
          expected = List.of(ByteAlphabet.spelling(utf8(text)));
        }
        assertThat(spelled(tokenizer, text)).as("seed %d: %s", seed, text).isEqualTo(expected);
        assertThat(spelled(tokenizer, text)).as("again, seed %d", seed).isEqualTo(expected);
      }
    }
  }

  private static CharacterJoins joins(String stranger) {
    Vocabulary none = new Vocabulary(new String[0], new TokenType[0], ByteAlphabet::bytes);
    boolean spelled = stranger.chars().allMatch(c -> c < 0x144);
    return new CharacterJoins(
        none, List.of(spelled ? stranger : ByteAlphabet.spelling(utf8(stranger))));
  }

  /** Merges such as training finds: each joins two neighbours of a text as merged so far. */
  private static List<String> merges(Random random) {
    List<String> symbols = new ArrayList<>(symbols(text(random, 200)));
    List<String> merges = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int at = random.nextInt(symbols.size() - 1);
      String pair = symbols.get(at) + " " + symbols.get(at + 1);
      merges.add(pair);
      symbols = apply(symbols, pair, symbols.size());
    }
    return merges;
  }

  /** By the definition: the leftmost pair of lowest rank, one at a time. */
  private static List<String> merged(String text, List<String> merges) {
    List<String> symbols = symbols(text);
    for (int rank = 0; rank < merges.size(); rank++) {
      List<String> next = apply(symbols, merges.get(rank), 1);
      rank = next.size() < symbols.size() ? -1 : rank;
      symbols = next;
    }
    return symbols;
  }

  private static List<String> apply(List<String> symbols, String pair, int times) {
    List<String> joined = new ArrayList<>();
    int left = times;
    for (String symbol : symbols) {
      boolean merges =
          left > 0 && !joined.isEmpty() && pair.equals(joined.getLast() + " " + symbol);
      left -= merges ? 1 : 0;
      joined.add(merges ? joined.removeLast() + symbol : symbol);
    }
    return joined;
  }

  private static List<String> symbols(String text) {
    return Arrays.asList(ByteAlphabet.spelling(utf8(text)).split(""));
  }

  private static String text(Random random, int characters) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < characters; i++) {
      text.append(CHARACTERS[random.nextInt(CHARACTERS.length)]);
    }
    return text.toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
