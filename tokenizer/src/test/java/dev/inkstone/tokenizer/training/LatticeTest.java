package dev.inkstone.tokenizer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatticeTest {
  @Test
  void expected_counts_are_those_of_all_readings_one_by_one() {
    for (int seed = 0; seed < 50; seed++) {
      List<WordCounts.Word> words = RandomWords.of(new Random(seed), 6, 7);
      PieceText text = RandomWords.text(words);
      Seeds seeds = new Seeds(text, 5);
      Lattice lattice = new Lattice(text, seeds);
      Map<String, Double> byText = new HashMap<>();
      double[] scores = new double[seeds.size()];
      Random random = new Random(seed);
      for (int piece = 0; piece < scores.length; piece++) {
        scores[piece] = -5 * random.nextDouble();
        byText.put(text.text(seeds.place(piece, 0), seeds.length(piece)), scores[piece]);
      }
      double[] expected = new double[seeds.size()];

      double likelihood = new Marginals(lattice, RandomWords.RUN).expect(scores, expected);

      double logSum = 0;
      Map<String, Double> counts = new HashMap<>();
      for (WordCounts.Word word : words) {
        Map<List<String>, Double> readings = RandomWords.readings(word.text(), byText);
        double sum = readings.values().stream().mapToDouble(Double::doubleValue).sum();
        logSum += word.count() * Math.log(sum);
        readings.forEach(
            (pieces, likely) ->
                pieces.forEach(
                    piece -> counts.merge(piece, word.count() * likely / sum, Double::sum)));
      }
      assertThat(likelihood).as("seed %d", seed).isCloseTo(logSum, within(1e-9));
      for (int piece = 0; piece < expected.length; piece++) {
        String spelled = text.text(seeds.place(piece, 0), seeds.length(piece));
        assertThat(expected[piece])
            .as("seed %d, %s", seed, spelled)
            .isCloseTo(counts.getOrDefault(spelled, 0.0), within(1e-9));
      }
    }
  }

  @Test
  void em_never_lowers_the_likelihood() {
    for (int seed = 0; seed < 20; seed++) {
      PieceText text = RandomWords.text(RandomWords.of(new Random(seed), 40, 12));
      Seeds seeds = new Seeds(text, 8);
      Marginals marginals = new Marginals(new Lattice(text, seeds), RandomWords.RUN);
      double[] scores = new double[seeds.size()];
      Arrays.fill(scores, -Math.log(seeds.size()));
      List<Double> likelihoods = new ArrayList<>();
      for (int step = 0; step < 20; step++) {
        double[] expected = new double[seeds.size()];
        likelihoods.add(marginals.expect(scores, expected));
        double sum = Arrays.stream(expected).sum();
        Arrays.setAll(scores, piece -> Math.log(expected[piece] / sum));
      }

      for (int step = 1; step < likelihoods.size(); step++) {
        assertThat(likelihoods.get(step))
            .as("seed %d, step %d", seed, step)
            .isGreaterThanOrEqualTo(likelihoods.get(step - 1) - 1e-9);
      }
      assertThat(likelihoods.getLast()).isGreaterThan(likelihoods.getFirst() + 1);
    }
  }

  @Test
  void the_best_reading_is_the_likeliest_of_all() {
    for (int seed = 0; seed < 50; seed++) {
      List<WordCounts.Word> words = RandomWords.of(new Random(seed), 6, 8);
      PieceText text = RandomWords.text(words);
      Seeds seeds = new Seeds(text, 5);
      Lattice lattice = new Lattice(text, seeds);
      Random random = new Random(seed);
      double[] scores = random.doubles(seeds.size(), -5, 0).toArray();
      Map<String, Double> byText = new HashMap<>();
      for (int piece = 0; piece < scores.length; piece++) {
        byText.put(text.text(seeds.place(piece, 0), seeds.length(piece)), scores[piece]);
      }
      BestReadings readings = new BestReadings(lattice, scores);
      for (int word = 0; word < text.words(); word++) {
        List<String> best = new ArrayList<>();
        for (int piece : readings.read(text.start(word), text.end(word), -1)) {
          best.addFirst(text.text(seeds.place(piece, 0), lattice.length(piece)));
        }
        Map<List<String>, Double> all = RandomWords.readings(words.get(word).text(), byText);
        double likeliest = all.values().stream().reduce(0.0, Math::max);
        assertThat(all.get(best)).isCloseTo(likeliest, withinPercentage(1e-9));
      }
    }
  }
}
