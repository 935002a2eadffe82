package dev.inkstone.examples.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** All commands, put together; the one way to run them. */
public final class CommandTree {
  private static final int HELP_WIDTH = 100;

  private CommandTree() {}

  /** Runs the command that {@code args} name and returns the exit code; never throws. */
  public static int run(String[] args, Shell shell) {
    InkstoneCommand root = new InkstoneCommand();
    boolean debug = shell.debug() || List.of(args).contains("--debug");
    try {
      int code = commandLine(root, shell, debug).execute(args);
      return written(shell, code);
    } catch (Throwable failure) { // picocli passes errors on; this is the outermost frame
      return Failures.report(failure, shell, debug);
    } finally {
      shell.out().flush();
      shell.err().flush();
    }
  }

  private static int written(Shell shell, int code) {
    if (!shell.out().checkError()) {
      return code;
    }
    shell.err().println("inkstone: standard output could not be written to its end");
    return code == ExitCodes.OK ? ExitCodes.OUTPUT : code;
  }

  static CommandLine commandLine(InkstoneCommand root, Shell shell, boolean debug) {
    CommandLine line =
        new CommandLine(root)
            .addSubcommand(new QuickstartCommand(shell))
            .addSubcommand(new GenerateCommand(shell))
            .addSubcommand(new ChatCommand(shell))
            .addSubcommand(new InfoCommand(shell))
            .addSubcommand(new TokensCommand(shell))
            .addSubcommand(new TokenizeCommand(shell))
            .addSubcommand(new EmbedCommand(shell))
            .addSubcommand(new BenchCommand(shell))
            .addSubcommand(new TrainTokenizerCommand(shell))
            .addSubcommand(new DoctorCommand(shell));
    line.setOut(new PrintWriter(shell.out(), true, shell.out().charset()));
    line.setErr(new PrintWriter(shell.err(), true, shell.err().charset()));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExpandAtFiles(false); // texts may begin with an at sign
    WholeNumber.register(line);
    line.setUsageHelpWidth(HELP_WIDTH);
    line.setUsageHelpLongOptionsMaxWidth(32);
    WrongUsage.reportBy(line, shell);
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> Failures.report(failure, shell, debug));
    exitCodesInHelp(line);
    return line;
  }

  private static void exitCodesInHelp(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    spec.usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(ExitCodes.descriptions());
    line.getSubcommands().values().forEach(CommandTree::exitCodesInHelp);
  }
}
