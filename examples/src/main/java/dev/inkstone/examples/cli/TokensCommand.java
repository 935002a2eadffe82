package dev.inkstone.examples.cli;

import dev.inkstone.tokenizer.Tokenizer;
import dev.inkstone.tokenizer.efficiency.EfficiencyReport;
import dev.inkstone.tokenizer.efficiency.ParallelCorpus;
import dev.inkstone.tokenizer.efficiency.TokenEfficiency;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares what text costs. */
@Command(
    name = "tokens",
    description = {
      "Compare how many tokens tokenizers need for the same text in several languages.",
      "In each language the best tokenizer comes first; one that loses text never stands above one",
      "that keeps it."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  inkstone tokens --tokenizer model.gguf",
      "  inkstone tokens --tokenizer gpt2=tokenizer.json --tokenizer Llama-3.2-1B-Instruct \\",
      "      --text-file en=manual.txt --text-file zh=manual.zh.txt --format markdown"
    })
final class TokensCommand implements Callable<Integer> {
  private final Shell shell;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--tokenizer",
      required = true,
      paramLabel = "[NAME=]FILE",
      description = {
        "A GGUF file, a tokenizer file or a model folder.",
        "May be given several times."
      })
  private List<String> tokenizers = new ArrayList<>();

  @Option(
      names = "--text-file",
      paramLabel = "[LANG=]FILE",
      description = {
        "The text in one language, UTF-8; '-' is standard input.",
        "May be given several times; without it, a built-in sample.",
        "LANG is a tag such as en, else the file's name up to a dot."
      })
  private List<String> texts = new ArrayList<>();

  @Option(
      names = "--pivot",
      paramLabel = "LANG",
      description = "The language others are compared with (default: the first).")
  private @Nullable String pivot;

  @Option(
      names = {"-c", "--context"},
      paramLabel = "N",
      description = "Say how many characters fit N tokens (default: ${DEFAULT-VALUE}).")
  private int context = 8192;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table, csv, markdown or json (default: table).")
  private Format format = Format.TABLE;

  /** How to print. */
  enum Format {
    TABLE,
    CSV,
    MARKDOWN,
    JSON
  }

  TokensCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    OptionValues values = new OptionValues(spec);
    values.atLeast(1, "--context", context);
    List<NamedTokenizer> named = named(values);
    ParallelCorpus corpus =
        texts.isEmpty() ? ParallelCorpus.sample() : new TextFiles(values).read(texts, shell);
    String base = pivot == null ? corpus.languages().getFirst() : pivot;
    if (!corpus.languages().contains(base)) {
      throw values.wrong(
          "--pivot is '%s', expected one of %s"
              .formatted(base, String.join(", ", corpus.languages())));
    }
    Map<String, Tokenizer> loaded = new LinkedHashMap<>();
    named.forEach(tokenizer -> loaded.put(tokenizer.name(), tokenizer.load()));
    print(TokenEfficiency.compare(loaded, corpus).withPivot(base).withContextTokens(context));
    return ExitCodes.OK;
  }

  private List<NamedTokenizer> named(OptionValues values) {
    List<NamedTokenizer> named = tokenizers.stream().map(NamedTokenizer::parse).toList();
    List<String> names = new ArrayList<>();
    for (NamedTokenizer tokenizer : named) {
      values.notEmpty("--tokenizer", tokenizer.path().toString());
      if (names.contains(tokenizer.name())) {
        throw values.wrong(
            "two tokenizers are called '%s': name them NAME=FILE".formatted(tokenizer.name()));
      }
      names.add(tokenizer.name());
    }
    return named;
  }

  private void print(EfficiencyReport report) {
    switch (format) {
      case TABLE -> shell.out().print(report.toTable());
      case CSV -> shell.out().print(report.toCsv());
      case MARKDOWN -> shell.out().print(report.toMarkdown());
      case JSON -> shell.out().println(report.toJson());
    }
  }
}
