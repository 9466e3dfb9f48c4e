package dev.muster.command;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.muster.client.Clients;
import dev.muster.client.Drift;
import dev.muster.plan.DeploymentPlans;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What changed on disk since Muster wrote it. */
@Command(
    name = "drift",
    description =
        "Shows what changed on disk since Muster wrote it; exit code 1 when something did.",
    mixinStandardHelpOptions = true)
final class DriftCommand implements Callable<Integer> {

  @Option(names = "--deployment", paramLabel = "ID", description = "only what it wrote")
  private String deployment = "";

  @Option(names = "--json", description = "prints JSON")
  private boolean json;

  @Override
  public Integer call() {
    var all =
        Alone.or(
            rooms ->
                Drift.of(
                    deployment, rooms.getBean(Clients.class), rooms.getBean(DeploymentPlans.class)),
            served ->
                served.get(
                    "/api/drift",
                    Map.of("deployment", deployment),
                    new TypeReference<List<Drift>>() {}));
    if (json) {
      Printed.json(all);
    } else {
      show(all);
    }
    return all.stream().anyMatch(Drift::drifted) ? MusterCommand.FAILED : MusterCommand.DONE;
  }

  private static void show(List<Drift> all) {
    all.stream().filter(Drift::drifted).forEach(d -> System.out.println(line(d)));
    long drifted = all.stream().filter(Drift::drifted).count();
    System.out.println(
        all.isEmpty()
            ? "Muster holds nothing on this machine"
            : drifted == 0
                ? "no drift: " + all.size() + " as Muster wrote them"
                : drifted + " of " + all.size() + " are not as Muster wrote them");
  }

  private static String line(Drift drift) {
    var members = drift.members().isEmpty() ? "" : ": " + String.join(", ", drift.members());
    return drift.state()
        + "  "
        + drift.file()
        + (drift.entry() == null ? "" : "  server " + drift.entry())
        + members
        + (drift.note() == null ? "" : "  " + drift.note())
        + "  ("
        + drift.scope()
        + ")";
  }
}
