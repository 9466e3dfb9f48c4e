package dev.muster.command;

import dev.muster.plan.PlanCheck;
import dev.muster.secret.Secrets;
import dev.muster.secret.SecretsFile;
import dev.muster.secret.SecretsFileUnusable;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
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
      description =
          "Prints every fault of a plan as FILE:LINE: what, why, mend. What may fail though the plan"
              + " is right, such as a variable without a value, is a warning.")
  int check(@Parameters(paramLabel = "FILE") Path file) {
    var problems = PlanCheck.check(file);
    problems.forEach(problem -> System.err.println(problem));
    if (!problems.isEmpty()) {
      return MusterCommand.BAD_INPUT;
    }
    var warnings = warnings(file);
    warnings.forEach(System.err::println);
    System.out.println(file + ": no faults" + counted(warnings.size()));
    return MusterCommand.DONE;
  }

  private static String counted(int warnings) {
    return warnings == 0 ? "" : warnings == 1 ? ", 1 warning" : ", " + warnings + " warnings";
  }

  private static List<String> warnings(Path file) {
    var warnings = new ArrayList<String>();
    try {
      PlanCheck.unset(file, secrets()).forEach(unset -> warnings.add(unset.warning()));
    } catch (SecretsFileUnusable e) {
      warnings.add(
          file + ": warning: whether its variables have values is not known: " + e.getMessage());
    }
    PlanCheck.warnings(file, LocalDate.now(ZoneOffset.UTC))
        .forEach(told -> warnings.add(told.warning()));
    return warnings;
  }

  /** Where a Muster that is started here would look; nothing is made or locked. */
  private static Secrets secrets() {
    return Secrets.of(System.getenv(), SecretsFile.at(Home.data().resolve("secrets.env")));
  }
}
