package dev.inkstone.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.inkstone.GenerationOptions;
import dev.inkstone.LanguageModel;
import dev.inkstone.TokenStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Continues a text. */
@Command(
    name = "generate",
    description = {
      "Continue a text.",
      "Standard output gets the continuation as it comes, and nothing else. No chat template is",
      "applied; use 'chat' to talk to an instruction-tuned model."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  inkstone generate --model model.gguf --prompt \"Once upon a time\" --max-tokens 100",
      "  cat story.txt | inkstone generate --model model.gguf --seed 42 --stats"
    })
final class GenerateCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private ModelOptions models = new ModelOptions();
  @Mixin private PromptOptions prompts = new PromptOptions();
  @Mixin private SamplingOptions sampling = new SamplingOptions();

  @Option(names = "--json", description = "Print one JSON object at the end instead of text.")
  private boolean json;

  @Option(names = "--stats", description = "Print token counts, speed and seed to standard error.")
  private boolean stats;

  GenerateCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    GenerationOptions options = sampling.builder().build();
    ModelOptions.requireModel(models.path());
    String prompt = prompts.read(shell);
    long start = System.nanoTime();
    try (LanguageModel model = models.load(shell)) {
      Duration load = Duration.ofNanos(System.nanoTime() - start);
      try (TokenStream stream = model.stream(prompt, options)) {
        Printing.Sink sink = json ? piece -> true : Printing.to(shell);
        return report(Printing.print(stream, sink, shell.interrupts()), load);
      }
    }
  }

  private int report(Printing printing, Duration load) {
    if (json) {
      ObjectNode object = Reports.json(printing.completion(), load);
      object.put("seed", sampling.seed());
      Reports.print(object, shell.out());
    } else {
      shell.out().println();
    }
    if (stats) {
      shell.err().printf("%-11s %s%n", "load:", Quantities.time(load));
      Reports.statistics(printing.completion(), shell.err());
      shell.err().printf("%-11s %d%n", "seed:", sampling.seed());
    }
    return printing.interrupted() ? ExitCodes.INTERRUPTED : ExitCodes.OK;
  }
}
