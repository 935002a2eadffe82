package dev.inkstone.bench;

import dev.inkstone.engine.model.LoadOptions;
import dev.inkstone.engine.model.LoadedModel;
import java.util.Arrays;

/** Inkstone's side of a comparison, in a process of its own: prints one line per run. */
public final class InkstoneRun {
  private InkstoneRun() {}

  /** Runs what {@link RunSettings} say. */
  public static void main(String[] args) {
    RunSettings settings = RunSettings.parse(args);
    LoadOptions options = new LoadOptions(settings.threads(), settings.positions());
    try (LoadedModel model = LoadedModel.load(settings.model(), options)) {
      for (int run = 0; run < settings.runs(); run++) {
        RunLines.print(once(model, settings));
      }
    }
  }

  private static Run once(LoadedModel model, RunSettings settings) {
    int[] prompt = settings.promptIds();
    int[] ids = new int[settings.decodeTokens() + 1];
    try (GreedyDecoding decoding =
        new GreedyDecoding(model, settings.cache(), settings.positions())) {
      long start = System.nanoTime();
      ids[0] = decoding.prefill(prompt);
      long read = System.nanoTime();
      for (int i = 1; i < ids.length; i++) {
        ids[i] = decoding.decode(ids[i - 1]);
      }
      long end = System.nanoTime();
      return new Run(
          prompt.length,
          (read - start) / 1e9,
          settings.decodeTokens(),
          (end - read) / 1e9,
          Arrays.stream(ids).boxed().toList());
    }
  }
}
