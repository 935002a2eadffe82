package dev.inkstone.examples.cli;

import dev.inkstone.error.InkstoneException;
import dev.inkstone.files.AtomicFile;
import dev.inkstone.tokenizer.training.BpeTrainer;
import dev.inkstone.tokenizer.training.TokenizerTrainer;
import dev.inkstone.tokenizer.training.TrainedTokenizer;
import dev.inkstone.tokenizer.training.UnigramTrainer;
import dev.inkstone.tokenizer.training.WordPieceTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Learns a tokenizer from text. */
@Command(
    name = "train-tokenizer",
    description = {
      "Learn a tokenizer from text and write its tokenizer.json.",
      "The same text and options always give the same file. Ctrl-C ends training and writes nothing."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  inkstone train-tokenizer --text-file corpus.txt --size 8000 --out tokenizer.json",
      "  inkstone train-tokenizer -f corpus.txt --model unigram --special \"<s>\" --out tokenizer.json"
    })
final class TrainTokenizerCommand implements Callable<Integer> {
  private static final Path STANDARD_INPUT = Path.of("-");

  private final Shell shell;

  @Spec private CommandSpec command = CommandSpec.create();

  @Option(
      names = {"-f", "--text-file"},
      paramLabel = "FILE",
      required = true,
      description = {
        "A UTF-8 file to learn from; may be given several times.",
        "'-' is standard input, and then the only text."
      })
  private List<Path> texts = new ArrayList<>();

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "bpe (over bytes, the default), bpe_characters, wordpiece or unigram.")
  private Kind model = Kind.BPE;

  @Option(
      names = "--size",
      paramLabel = "N",
      description = "Tokens of the vocabulary (default: 30000; unigram 8000).")
  private @Nullable Integer size;

  @Option(
      names = "--special",
      paramLabel = "TOKEN",
      description = "A special token, in place of the model's; may be given several times.")
  private List<String> special = new ArrayList<>();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      required = true,
      description = "The file to write, or a folder, which gets a tokenizer.json.")
  private Path out = Path.of("");

  TrainTokenizerCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    OptionValues values = new OptionValues(command);
    values.notEmpty("--out", out.toString());
    texts.forEach(text -> requireFile(values.notEmpty("--text-file", text.toString())));
    if (texts.contains(STANDARD_INPUT) && texts.size() > 1) {
      throw values.wrong("--text-file -: beside standard input there can be no other text");
    }
    requireWritable(values);
    TokenizerTrainer<?> trainer = trainer(values);
    AtomicBoolean interrupted = new AtomicBoolean();
    trainer.cancelWhen(interrupted::get);
    Runnable reaction =
        () -> {
          if (interrupted.getAndSet(true)) {
            shell.interrupts().giveUp();
          }
        };
    try (Interrupts.Registration _ = shell.interrupts().onInterrupt(reaction)) {
      TrainedTokenizer trained = train(trainer);
      trained.save(out);
      int tokens = trained.tokenizer().vocabularySize();
      shell.out().println(out + ": " + tokens + " tokens");
      if (size != null && tokens < size) {
        shell.err().println("inkstone: the text gives no more tokens than that");
      }
      return ExitCodes.OK;
    } catch (CancellationException cancelled) {
      shell.err().println("inkstone: interrupted; nothing was written");
      return ExitCodes.INTERRUPTED;
    }
  }

  private static void requireFile(String text) {
    if (Files.isDirectory(Path.of(text))) {
      throw new CommandFailure(
          ExitCodes.NO_INPUT, "text file cannot be read: " + text + " (it is a folder)");
    }
  }

  /** Says before the work, not after it, that the result cannot go where it shall. */
  private void requireWritable(OptionValues values) {
    Path folder = out.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new CommandFailure(ExitCodes.OUTPUT, "--out: there is no folder " + folder);
    }
    Path file = destination();
    if (texts.stream().anyMatch(text -> isSame(text, file))) {
      throw values.wrong("--out %s would replace a text to learn from".formatted(out));
    }
  }

  private Path destination() {
    try {
      return AtomicFile.destination(Files.isDirectory(out) ? out.resolve("tokenizer.json") : out);
    } catch (InkstoneException refused) {
      throw new CommandFailure(ExitCodes.OUTPUT, "--out: " + refused.getMessage());
    }
  }

  private static boolean isSame(Path text, Path destination) {
    try {
      return Files.isSameFile(text, destination);
    } catch (IOException absent) { // one of them is not there
      return false;
    }
  }

  private TokenizerTrainer<?> trainer(OptionValues values) {
    TokenizerTrainer<?> trainer =
        switch (model) {
          case BPE -> BpeTrainer.byteLevel();
          case BPE_CHARACTERS -> BpeTrainer.characters();
          case WORDPIECE -> WordPieceTrainer.create();
          case UNIGRAM -> UnigramTrainer.create();
        };
    if (size != null) {
      trainer.vocabularySize(values.atLeast(1, "--size", size));
    }
    if (!special.isEmpty()) {
      special.forEach(token -> values.notEmpty("--special", token));
      trainer.specialTokens(special.toArray(String[]::new));
    }
    return trainer;
  }

  private TrainedTokenizer train(TokenizerTrainer<?> trainer) {
    try (TrainingLine line = new TrainingLine(shell.err())) {
      if (shell.interactive()) {
        trainer.progress(line);
      }
      return texts.contains(STANDARD_INPUT)
          ? trainer.train(shell.in())
          : trainer.train(texts.toArray(Path[]::new));
    } catch (IllegalArgumentException unsuitable) {
      // The text and the options do not go together; the message says how.
      throw new CommandFailure(
          ExitCodes.DATA,
          String.valueOf(unsuitable.getMessage())
              .replace("vocabularySize", "--size")
              .replace(", or limit the alphabet", ""));
    }
  }

  /** What can be trained. */
  private enum Kind {
    BPE,
    BPE_CHARACTERS,
    WORDPIECE,
    UNIGRAM
  }
}
