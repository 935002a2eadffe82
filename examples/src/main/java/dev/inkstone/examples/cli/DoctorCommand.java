package dev.inkstone.examples.cli;

import com.sun.management.OperatingSystemMXBean;
import dev.inkstone.SystemReport;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Says whether this machine and this JVM let Inkstone compute at full speed. */
@Command(
    name = "doctor",
    description = {
      "Say what slows inference down here and what to change.",
      "Exits with 1 if something slows it down much."
    })
final class DoctorCommand implements Callable<Integer> {
  private final Shell shell;

  DoctorCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Checkup checkup = new Checkup(SystemReport.current(), ControlGroup.current(), memory());
    return print(checkup.findings(), shell.out());
  }

  private static Checkup.Memory memory() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    // Inside a container the total is the container's, what Linux calls available the machine's.
    long total = system.getTotalMemorySize();
    return new Checkup.Memory(
        total,
        Math.min(total, AvailableMemory.bytes(system.getFreeMemorySize())),
        Runtime.getRuntime().maxMemory());
  }

  /** Prints the findings and returns the exit code, which the worst decides. */
  static int print(List<Finding> findings, PrintStream out) {
    for (Finding finding : findings) {
      out.printf("%s  %-14s %s%n", finding.level().label(), finding.subject(), finding.value());
      if (!finding.advice().isEmpty()) {
        out.printf("%22s-> %s%n", "", finding.advice());
      }
    }
    long slow = findings.stream().filter(f -> f.level() == Finding.Level.SLOW).count();
    out.println();
    out.println(
        slow == 0
            ? "Nothing slows Inkstone down here."
            : slow + " of these slow Inkstone down much.");
    return slow == 0 ? ExitCodes.OK : ExitCodes.SLOW;
  }
}
