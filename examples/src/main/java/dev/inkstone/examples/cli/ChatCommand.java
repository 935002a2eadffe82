package dev.inkstone.examples.cli;

import dev.inkstone.Chat;
import dev.inkstone.Completion;
import dev.inkstone.GenerationOptions;
import dev.inkstone.LanguageModel;
import dev.inkstone.LanguageModelBuilder;
import dev.inkstone.PromptOverflow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Holds a conversation. */
@Command(
    name = "chat",
    description = {
      "Talk to an instruction-tuned model.",
      "Every line is a message; /help lists commands.",
      "Ctrl-C ends the answer; at the prompt, twice, the program. With piped input every line is",
      "answered and standard output has the answers only."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  inkstone chat --model model.gguf --system \"You are terse.\""})
final class ChatCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private ModelOptions models = new ModelOptions();
  @Mixin private SamplingOptions sampling = new SamplingOptions();

  @Option(
      names = {"-s", "--system"},
      paramLabel = "TEXT",
      description = "Instruct the model.")
  private @Nullable String system;

  @Option(
      names = "--chat-template",
      paramLabel = "FILE",
      description = "A Jinja template that replaces the one of the model.")
  private @Nullable Path template;

  ChatCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    // A long conversation forgets its oldest turns instead of ending.
    GenerationOptions options =
        sampling.builder().promptOverflow(PromptOverflow.TRUNCATE_LEFT).build();
    try (LanguageModel model = load();
        Chat chat = system == null ? model.chat() : model.chat(system)) {
      if (shell.interactive()) {
        shell
            .err()
            .println(Failures.oneLine(model.info().name()) + "; /help lists commands, Ctrl-D ends");
      }
      return new Conversation(model, chat, options, new LineReader(shell), shell).run();
    }
  }

  private LanguageModel load() throws IOException {
    LanguageModelBuilder builder = models.builder(shell);
    if (template == null) {
      requireTemplate(ModelHeader.read(models.path()));
    } else {
      builder.chatTemplate(TextFile.read(template, "chat template"));
    }
    return builder.build();
  }

  /** Says before the work of loading that there is no template. */
  private static void requireTemplate(ModelHeader header) {
    if (header.chatTemplate().isEmpty()) {
      throw new CommandFailure(
          ExitCodes.DATA,
          "model '%s' carries no chat template: give one with --chat-template, or use 'generate'"
              .formatted(header.name()));
    }
  }

  /** The loop of messages, commands and answers. */
  private record Conversation(
      LanguageModel model, Chat chat, GenerationOptions options, LineReader lines, Shell shell) {

    int run() throws IOException {
      String line = lines.next();
      while (line != null && !isExit(line)) {
        if (line.startsWith("//")) { // a message that begins with a slash
          answer(line.substring(1));
        } else if (line.startsWith("/")) {
          command(line);
        } else if (!line.isBlank()) {
          answer(line);
        }
        if (shell.out().checkError()) {
          return ExitCodes.OUTPUT;
        }
        line = lines.next();
      }
      return ExitCodes.OK;
    }

    private static boolean isExit(String line) {
      return line.strip().equals("/exit") || line.strip().equals("/quit");
    }

    private void answer(String message) {
      try (var stream = chat.stream(message, options)) {
        Printing printing = Printing.print(stream, Printing.to(shell), shell.interrupts());
        shell.out().println();
        if (printing.interrupted()) {
          shell.err().println("(stopped)");
        }
        noteEnd(printing.completion());
      }
    }

    private void noteEnd(Completion completion) {
      if (completion.droppedTokens() > 0) {
        shell
            .err()
            .printf(
                "(the context of %d has no room for %s of the message with what goes before it)%n",
                model.contextLength(), Quantities.of(completion.droppedTokens(), "token"));
      }
      switch (completion.finishReason()) {
        case CONTEXT_FULL ->
            shell
                .err()
                .println(
                    "(the context is full: the answer ends; the next one forgets the oldest turns)");
        case MAX_TOKENS, DEADLINE ->
            shell.err().println("(" + Reports.name(completion.finishReason()) + ")");
        case END_OF_SEQUENCE, STOP_STRING, CANCELLED -> {}
      }
    }

    private void command(String line) {
      switch (line.strip()) {
        case "/reset" -> {
          chat.reset();
          shell.err().println("(the conversation begins anew)");
        }
        case "/stats" -> statistics();
        case "/help" -> help();
        default ->
            shell.err().println("unknown command " + line.strip() + "; /help lists commands");
      }
    }

    private void statistics() {
      var statistics = chat.statistics();
      shell
          .err()
          .printf(
              "%s, %s (%d from the cache), %d generated; %s in %s of cache%n",
              Quantities.of(statistics.turns(), "answer"),
              Quantities.of(statistics.promptTokens(), "prompt token"),
              statistics.reusedTokens(),
              statistics.completionTokens(),
              Quantities.of(statistics.cachedTokens(), "token"),
              Quantities.bytes(statistics.cacheBytes()));
    }

    private void help() {
      shell
          .err()
          .println(
              """
              /reset   forget the conversation, keep the system message
              /stats   tokens so far
              /exit    leave, as does Ctrl-D
              //text   send a message that begins with a slash""");
    }
  }
}
