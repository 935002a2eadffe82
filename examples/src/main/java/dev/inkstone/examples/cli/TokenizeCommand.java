package dev.inkstone.examples.cli;

import dev.inkstone.tokenizer.EncodeOptions;
import dev.inkstone.tokenizer.Encoding;
import dev.inkstone.tokenizer.Tokenizer;
import dev.inkstone.tokenizer.efficiency.TokenEfficiency;
import dev.inkstone.tokenizer.efficiency.TokenExplanation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the tokens of a text. */
@Command(
    name = "tokenize",
    description = {
      "Show the tokens of a text: id, place, reason, spelling.",
      "Places count Java's chars. Characters that have no picture are written as \\n or \\u200d.",
      "Special spellings in the text are plain text."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  inkstone tokenize --tokenizer model.gguf --text \"Why is the sky blue?\"",
      "  inkstone tokenize --tokenizer tokenizer.json --text-file story.txt --ids --no-special"
    })
final class TokenizeCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";
  private static final Pattern LINE_BREAK = Pattern.compile("\\r\\n|[\\r\\n]");

  private final Shell shell;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--tokenizer",
      required = true,
      paramLabel = "FILE",
      description = "A GGUF file, a tokenizer file or a model folder.")
  private Path tokenizer = Path.of("");

  @Option(names = "--text", paramLabel = "TEXT", description = "The text.")
  private @Nullable String text;

  @Option(
      names = "--text-file",
      paramLabel = "FILE",
      description = {
        "A UTF-8 file with the text; '-' is standard input.",
        "Without --text and --text-file, piped standard input is the text.",
        "The last line break of a file or of standard input is left out."
      })
  private @Nullable String file;

  @Option(
      names = "--ids",
      description = "Print the ids alone, with commas; one line for each line of the text.")
  private boolean ids;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(names = "--no-special", description = "Put no special tokens around the text.")
  private boolean noSpecial;

  TokenizeCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    OptionValues values = new OptionValues(spec);
    if (ids && json) {
      throw values.wrong("--ids and --json exclude each other");
    }
    values.notEmpty("--tokenizer", tokenizer.toString());
    String source = source(values);
    Tokenizer loaded = new NamedTokenizer("", tokenizer).load();
    if (ids) {
      for (String line : LINE_BREAK.split(source, -1)) {
        shell.out().println(ids(loaded, line));
      }
    } else {
      explain(loaded, source);
    }
    return ExitCodes.OK;
  }

  private String source(OptionValues values) throws IOException {
    if (text != null && file != null) {
      throw values.wrong("--text and --text-file exclude each other");
    }
    if (text != null) {
      return text;
    }
    if (file == null && shell.interactive()) {
      throw values.wrong("no text: use --text, --text-file, or pipe it in");
    }
    String read =
        file == null || file.equals(STANDARD_INPUT)
            ? TextFile.read(shell.in())
            : TextFile.read(Path.of(values.notEmpty("--text-file", file)), "text file");
    return read.replaceFirst("\\r?\\n\\z", "");
  }

  private String ids(Tokenizer loaded, String line) {
    EncodeOptions options = noSpecial ? EncodeOptions.PLAIN : EncodeOptions.ADD_SPECIAL;
    return Arrays.stream(loaded.encode(line, options))
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(","));
  }

  private void explain(Tokenizer loaded, String source) {
    Encoding encoding = loaded.encoder().addSpecialTokens(!noSpecial).build().encode(source);
    TokenExplanation explanation = TokenEfficiency.explain(loaded, encoding);
    if (json) {
      shell.out().println(explanation.toJson());
      return;
    }
    shell.out().print(explanation.toTable());
    shell
        .out()
        .printf(
            "%n%s, %s%n",
            Quantities.of(encoding.size(), "token"),
            Quantities.of(source.codePointCount(0, source.length()), "character"));
  }
}
