package dev.muster.command;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.muster.mcp.PlanProbes;
import dev.muster.mcp.Probed;
import dev.muster.plan.DeploymentPlans;
import dev.muster.plan.FrozenPlans;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.springframework.context.ApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Probes bindings now. */
@Command(
    name = "probe",
    description = "Probes MCP servers now; exit code 1 when one is not connected.",
    mixinStandardHelpOptions = true)
final class ProbeCommand implements Callable<Integer> {

  @Option(
      names = "--plan",
      paramLabel = "PLAN",
      description = "a plan file; default: the plan of the newest deployment")
  private Path plan;

  @Option(
      names = "--deployment",
      paramLabel = "ID",
      description = "the frozen plan of this deployment; default: of the newest")
  private String deployment;

  @Option(names = "--client", paramLabel = "C", description = "only this client of the plan")
  private String client;

  @Option(names = "--server", paramLabel = "S", description = "only this server of the plan")
  private String server;

  @Option(names = "--json", description = "prints JSON")
  private boolean json;

  @Override
  public Integer call() {
    if (plan != null && deployment != null) {
      throw new IllegalArgumentException(
          "a deployment has its own plan: leave out --plan or --deployment");
    }
    var all = Alone.or(this::alone, this::served);
    if (json) {
      Printed.json(all);
    } else {
      all.forEach(ProbeCommand::show);
    }
    boolean connected = all.stream().allMatch(probed -> probed.state().equals("CONNECTED"));
    return connected ? MusterCommand.DONE : MusterCommand.FAILED;
  }

  private List<Probed> alone(ApplicationContext rooms) {
    var probes = rooms.getBean(PlanProbes.class);
    if (plan != null) {
      var read = rooms.getBean(FrozenPlans.class).read(Home.existing(plan.toAbsolutePath()));
      return probes.probe(null, read.plan(), client, server).join();
    }
    var plans = rooms.getBean(DeploymentPlans.class);
    var id = deployment == null ? plans.newest() : deployment;
    return probes.probe(id, plans.of(id).plan(), client, server).join();
  }

  private List<Probed> served(Served muster) {
    if (plan != null) {
      throw new IllegalArgumentException(
          "Muster runs at "
              + muster.url()
              + " and probes its own deployments: leave out --plan, or stop it");
    }
    var query = new HashMap<String, String>();
    query.put("deployment", deployment);
    query.put("client", client);
    query.put("server", server);
    return muster.post("/api/probes", query, new TypeReference<List<Probed>>() {});
  }

  private static void show(Probed probed) {
    System.out.printf(
        Locale.ROOT,
        "%-10s  %s:%s  %s%s%n",
        probed.state(),
        probed.client(),
        probed.server(),
        probed.tools() == null ? "no tools seen" : probed.tools().size() + " tools",
        probed.reason() == null ? "" : "  " + probed.reason());
    probed.rungs().stream()
        .filter(rung -> rung.note() != null && rung.name().equals("config"))
        .forEach(rung -> System.out.println("            " + rung.note()));
  }
}
