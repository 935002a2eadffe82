package dev.inkstone.tokenizer.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeedsTest {
  @Test
  void seeds_are_the_repeated_substrings_that_nothing_longer_replaces() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      int longest = 1 + random.nextInt(7);
      List<WordCounts.Word> words = RandomWords.of(random, 1 + random.nextInt(12), 9);
      PieceText text = RandomWords.text(words);

      Seeds seeds = new Seeds(text, longest);

      Map<String, Long> found = new TreeMap<>();
      for (int i = 0; i < seeds.size(); i++) {
        String piece = text.text(seeds.place(i, 0), seeds.length(i));
        assertThat(found.put(piece, seeds.count(i))).as(piece).isNull();
        for (int j = 0; j < seeds.places(i); j++) {
          assertThat(text.text(seeds.place(i, j), seeds.length(i))).isEqualTo(piece);
        }
      }
      assertThat(found).as("seed %d", seed).isEqualTo(substrings(words, longest));
    }
  }

  /** All of them, counted one by one; the end of a word counts as one more letter. */
  private static Map<String, Long> substrings(List<WordCounts.Word> words, int longest) {
    Map<String, Long> counts = new TreeMap<>();
    Map<String, Long> extended = new TreeMap<>();
    for (WordCounts.Word word : words) {
      int[] letters = (word.text() + "$").codePoints().toArray();
      for (int from = 0; from < letters.length - 1; from++) {
        for (int to = from + 1; to < letters.length; to++) {
          counts.merge(new String(letters, from, to - from), word.count(), Long::sum);
          extended.merge(new String(letters, from, to - from + 1), word.count(), Long::sum);
        }
      }
    }
    counts
        .entrySet()
        .removeIf(
            entry -> {
              String piece = entry.getKey();
              int length = piece.codePointCount(0, piece.length());
              boolean replaced =
                  IntStream.of(RandomWords.LETTERS)
                      .anyMatch(
                          c ->
                              entry.getValue().equals(extended.get(piece + Character.toString(c))));
              return length > 1 && (length > longest || entry.getValue() < 2 || replaced);
            });
    return counts;
  }

  @Test
  void the_best_seeds_cover_most_of_the_text() {
    for (int most = 1; most < 40; most++) {
      List<WordCounts.Word> words = RandomWords.of(new Random(most), 12, 9);
      PieceText text = RandomWords.text(words);
      Seeds all = new Seeds(text, 9);
      List<Long> covered = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        covered.add(all.length(i) == 1 ? Long.MAX_VALUE : all.length(i) * all.count(i));
      }
      covered.sort((a, b) -> Long.compare(b, a));
      int characters = RandomWords.alphabet(words).size();

      Seeds best = new Seeds(text, 9).best(most);

      int size = Math.min(Math.max(most, characters), covered.size());
      List<Long> kept = new ArrayList<>();
      for (int i = 0; i < best.size(); i++) {
        kept.add(best.length(i) == 1 ? Long.MAX_VALUE : best.length(i) * best.count(i));
      }
      kept.sort((a, b) -> Long.compare(b, a));
      assertThat(kept).isEqualTo(covered.subList(0, size));
    }
  }
}
