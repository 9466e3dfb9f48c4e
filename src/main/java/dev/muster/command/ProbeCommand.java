package dev.muster.command;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.muster.mcp.PlanProbes;
import dev.muster.mcp.Probed;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.springframework.context.ApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Probes bindings now. */
@Command(
    name = "probe",
    description = "Probes MCP servers now; exit code 1 when one is not connected.",
    mixinStandardHelpOptions = true)
final class ProbeCommand implements Callable<Integer> {

  @Mixin private WhichPlan which;

  @Option(names = "--client", paramLabel = "C", description = "only this client of the plan")
  private String client;

  @Option(names = "--server", paramLabel = "S", description = "only this server of the plan")
  private String server;

  @Option(names = "--json", description = "prints JSON")
  private boolean json;

  @Override
  public Integer call() {
    which.requireOneAtMost();
    var all = Alone.or(this::alone, this::served);
    if (json) {
      Printed.json(all);
    } else {
      all.stream().flatMap(ProbeCommand::lines).forEach(System.out::println);
    }
    boolean connected = all.stream().allMatch(probed -> probed.state().equals("CONNECTED"));
    return connected ? MusterCommand.DONE : MusterCommand.FAILED;
  }

  private List<Probed> alone(ApplicationContext rooms) {
    var probes = rooms.getBean(PlanProbes.class);
    var found = which.in(rooms);
    return probes.probe(found.deployment(), found.plan(), client, server).join();
  }

  private List<Probed> served(Served muster) {
    if (which.isFile()) {
      throw new IllegalArgumentException(
          "Muster runs at "
              + muster.url()
              + " and probes its own deployments: leave out --plan, or stop it");
    }
    var query = new HashMap<String, String>();
    query.put("deployment", which.deployment());
    query.put("client", client);
    query.put("server", server);
    return muster.post("/api/probes", query, new TypeReference<List<Probed>>() {});
  }

  /** A binding, what its file is about, and which rung was not taken and why. */
  static Stream<String> lines(Probed probed) {
    var line =
        String.format(
            Locale.ROOT,
            "%-10s  %s:%s  %s%s",
            probed.state(),
            probed.client(),
            probed.server(),
            probed.tools() == null ? "no tools seen" : probed.tools().size() + " tools",
            probed.reason() == null ? "" : "  " + probed.reason());
    var notes =
        probed.rungs().stream()
            .filter(rung -> rung.note() != null)
            .filter(rung -> rung.name().equals("config") || !rung.taken())
            .map(rung -> "            " + rung.name() + ": " + rung.note());
    return Stream.concat(Stream.of(line), notes);
  }
}
