package dev.inkstone.examples.cli;

import dev.inkstone.Embedding;
import dev.inkstone.EmbeddingModel;
import dev.inkstone.EmbeddingModelBuilder;
import dev.inkstone.EmbeddingOptions;
import dev.inkstone.Pooling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Turns texts into vectors, or ranks them by their nearness to a question. */
@Command(
    name = "embed",
    description = {
      "Turn texts into vectors, or rank them by how near they are to a question.",
      "Prints a JSON array of numbers for each text, one text a line."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  inkstone embed --model all-MiniLM-L6-v2 --text \"Why is the sky blue?\"",
      "  inkstone embed --model bge-small-en-v1.5.gguf --text-file lines.txt > vectors.jsonl",
      "  inkstone embed --model all-MiniLM-L6-v2 --text-file lines.txt --query \"colours of the sky\""
    })
final class EmbedCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";
  private static final Pattern LINE_BREAK = Pattern.compile("\\r\\n|[\\r\\n]");

  private final Shell shell;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "FILE",
      description = "An encoder: a GGUF file, or a folder as sentence-transformers writes it.")
  private Path model = Path.of("");

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "A text; may be given several times.")
  private List<String> texts = new ArrayList<>();

  @Option(
      names = "--text-file",
      paramLabel = "FILE",
      description = {
        "A UTF-8 file with a text in each line; '-' is standard input.",
        "Without --text and --text-file, piped standard input has the texts."
      })
  private @Nullable String file;

  @Option(
      names = "--query",
      paramLabel = "TEXT",
      description = "Print the texts by their cosine to this one, the nearest first.")
  private @Nullable String query;

  @Option(names = "--json", description = "Print JSON: text, tokens and vector or cosine.")
  private boolean json;

  @Option(
      names = "--pooling",
      paramLabel = "POOLING",
      description = "mean, cls or last (default: what the model's files say).")
  private @Nullable Pooling pooling;

  @Option(
      names = "--no-normalize",
      description = "Leave the vectors as long as the model makes them.")
  private boolean unnormalized;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description = "Tokens of a text at most (default: what the model's files say).")
  private @Nullable Integer maxTokens;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      description = "Threads that compute (default: one per core).")
  private @Nullable Integer threads;

  @Mixin private PackCacheOption packCache = new PackCacheOption();

  @Option(names = "--stats", description = "Print counts and speed to standard error.")
  private boolean stats;

  EmbedCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    EmbeddingModelBuilder builder = builder(new OptionValues(spec));
    List<String> all = texts(new OptionValues(spec));
    AtomicBoolean interrupted = new AtomicBoolean();
    Runnable reaction =
        () -> {
          if (interrupted.getAndSet(true)) {
            shell.interrupts().giveUp();
          }
        };
    try (EmbeddingModel loaded = load(builder);
        Interrupts.Registration _ = shell.interrupts().onInterrupt(reaction)) {
      long start = System.nanoTime();
      List<Embedding> embeddings = embed(loaded, all, interrupted);
      double seconds = (System.nanoTime() - start) / 1e9;
      EmbeddingReport report = new EmbeddingReport(all, embeddings);
      if (query == null) {
        report.print(json, shell.out());
      } else {
        report.rank(loaded.embed(query), json, shell.out());
      }
      if (stats) {
        report.statistics(seconds, shell.err());
      }
      return ExitCodes.OK;
    } catch (CancellationException cancelled) {
      shell.err().println("inkstone: interrupted");
      return ExitCodes.INTERRUPTED;
    }
  }

  private EmbeddingModel load(EmbeddingModelBuilder builder) {
    try {
      return builder.build();
    } catch (IllegalStateException tooMany) { // more tokens than the model has positions
      throw new OptionValues(spec).wrong("--max-tokens: " + tooMany.getMessage());
    }
  }

  private EmbeddingModelBuilder builder(OptionValues values) {
    EmbeddingModelBuilder builder = EmbeddingModel.builder(ModelOptions.requireModel(model));
    if (unnormalized) {
      builder.normalize(false);
    }
    if (pooling != null) {
      builder.pooling(pooling);
    }
    if (maxTokens != null) {
      builder.maxTokens(values.atLeast(1, "--max-tokens", maxTokens));
    }
    if (threads != null) {
      builder.threads(values.between(1, EmbeddingModelBuilder.MAX_THREADS, "--threads", threads));
    }
    if (shell.interactive()) {
      builder.progress(new LoadingLine(shell.err()));
    }
    packCache.apply(builder);
    return builder;
  }

  private List<String> texts(OptionValues values) throws IOException {
    if (!texts.isEmpty() && file != null) {
      throw values.wrong("--text and --text-file exclude each other");
    }
    if (!texts.isEmpty()) {
      return texts;
    }
    if (file == null && shell.interactive()) {
      throw values.wrong("no text: use --text, --text-file, or pipe it in");
    }
    String read =
        file == null || file.equals(STANDARD_INPUT)
            ? TextFile.read(shell.in())
            : TextFile.read(Path.of(values.notEmpty("--text-file", file)), "text file");
    String lines = read.replaceFirst("\\r?\\n\\z", "");
    if (lines.isEmpty()) {
      throw values.wrong("there is no text");
    }
    return List.of(LINE_BREAK.split(lines, -1));
  }

  private List<Embedding> embed(
      EmbeddingModel loaded, List<String> all, AtomicBoolean interrupted) {
    EmbeddingOptions options = EmbeddingOptions.DEFAULT.cancelWhen(interrupted::get);
    if (!shell.interactive()) {
      return loaded.embedAll(all, options);
    }
    try (PercentLine line = new PercentLine(shell.err(), "embedding")) {
      return loaded.embedAll(all, options.progress(line::show));
    }
  }
}
