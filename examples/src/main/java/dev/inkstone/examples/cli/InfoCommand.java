package dev.inkstone.examples.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Describes a model file. */
@Command(
    name = "info",
    description = {
      "Describe a model and the memory it needs.",
      "Architecture, parameters, types of its tensors, tokenizer, chat template, memory at several",
      "context lengths. Reads the header only, so it is fast whatever the size."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  inkstone info model.gguf", "  inkstone info model.gguf --json"})
final class InfoCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(paramLabel = "FILE", description = "A GGUF file, or a folder with safetensors.")
  private Path file = Path.of("");

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  InfoCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    ModelHeader header = ModelHeader.read(ModelOptions.requireModel(file));
    MemoryNeeds needs = MemoryNeeds.of(file, header);
    if (json) {
      Reports.print(InfoReport.json(header, needs), shell.out());
    } else {
      InfoReport.print(header, needs, shell.out());
    }
    return ExitCodes.OK;
  }
}
