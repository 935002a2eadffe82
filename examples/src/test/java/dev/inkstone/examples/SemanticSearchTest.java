package dev.inkstone.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkstone.EmbeddingModel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SemanticSearchTest {
  @TempDir Path folder;

  @Test
  void prints_every_passage_the_nearest_first() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (EmbeddingModel model = EmbeddingModel.load(TinyBertFile.write(folder))) {
      SemanticSearch.print(model, new PrintStream(out, true, StandardCharsets.UTF_8));
    }
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.stream().map(line -> Double.parseDouble(line.split(" ", 2)[0])))
        .isSortedAccordingTo(Comparator.reverseOrder())
        .allMatch(cosine -> cosine >= -1 && cosine <= 1);
  }
}
