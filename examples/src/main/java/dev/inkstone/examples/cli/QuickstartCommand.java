package dev.inkstone.examples.cli;

import dev.inkstone.SystemReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows in seconds that everything works, with whatever model there is. */
@Command(
    name = "quickstart",
    description = {
      "A tour of a few seconds, with whatever model there is.",
      "Describes, tokenizes, generates, chats and measures. Takes --model, else INKSTONE_MODEL, else",
      "the smallest supported model in the Hugging Face cache, else builds a tiny model with random",
      "weights. Downloads nothing."
    })
final class QuickstartCommand implements Callable<Integer> {
  private static final long LARGEST_FOUND = 2L << 30; // more would not be a tour of seconds
  private static final long SEED = 20_260_101;

  private final Shell shell;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "FILE",
      description = "The model to show.")
  private @Nullable Path model;

  QuickstartCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    shell.out().println("Inkstone quickstart");
    shell.out().println();
    shell.out().println("Machine    " + SystemReport.current().kernels());
    Optional<Path> chosen = chosen();
    if (chosen.isPresent()) {
      new QuickTour(shell, chosen.get(), false).run();
    } else {
      tourOfTinyModel();
    }
    return ExitCodes.OK;
  }

  /** The model that was asked for or found, said aloud. */
  private Optional<Path> chosen() {
    if (model != null) {
      return Optional.of(ModelOptions.requireModel(model));
    }
    Optional<String> variable = shell.variable("INKSTONE_MODEL");
    if (variable.isPresent()) {
      shell.out().println("Model      from INKSTONE_MODEL: " + variable.get());
      return Optional.of(ModelOptions.requireModel(Path.of(variable.get())));
    }
    Optional<Path> found = HubCache.of(shell).smallest(LARGEST_FOUND);
    found.ifPresent(
        path ->
            shell
                .out()
                .println(
                    "Model      the smallest supported one in the Hugging Face cache: " + path));
    return found;
  }

  private void tourOfTinyModel() throws IOException {
    shell
        .out()
        .println(
            """
            Model      none given and none found, so a tiny Llama was built here.
                       Its weights are RANDOM and its text means nothing;
                       everything else is real: file, tokenizer, kernels, sampling.""");
    try (TemporaryModel tiny = TemporaryModel.write(SEED)) {
      new QuickTour(shell, tiny.file(), true).run();
    }
  }
}
