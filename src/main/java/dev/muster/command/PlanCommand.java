package dev.muster.command;

import dev.muster.plan.PlanCheck;
import dev.muster.plan.Retirements;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What is asked about plans without a running Muster. */
@Command(name = "plan", description = "Looks at plans.", mixinStandardHelpOptions = true)
final class PlanCommand implements Runnable {

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  @Command(
      name = "check",
      description = "Prints every fault of a plan as FILE:LINE: what, why, mend.")
  int check(@Parameters(paramLabel = "FILE") Path file) {
    var problems = PlanCheck.check(file);
    problems.forEach(problem -> System.err.println(problem));
    if (problems.isEmpty()) {
      System.out.println(file + ": no faults");
      Retirements.of(PlanCheck.read(file).plan(), LocalDate.now(ZoneOffset.UTC))
          .forEach(told -> System.out.println(file + ": warning: " + told));
      return MusterCommand.DONE;
    }
    return MusterCommand.BAD_INPUT;
  }
}
