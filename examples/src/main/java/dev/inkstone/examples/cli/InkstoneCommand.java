package dev.inkstone.examples.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program itself: without a command it prints how to use it. */
@Command(
    name = "inkstone",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Local large language models in one JVM process.",
    footerHeading = "%nEnvironment:%n",
    footer = {
      "  INKSTONE_MODEL       model that quickstart uses",
      "  INKSTONE_JAVA_OPTS   options of the JVM, for example -Xmx2g (read by the launcher)",
      "  INKSTONE_DEBUG=1     print stack traces"
    })
final class InkstoneCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  // picocli sets the options below and acts on them by itself.

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Print this help.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version.")
  boolean version;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print stack traces of errors.")
  boolean debug;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
