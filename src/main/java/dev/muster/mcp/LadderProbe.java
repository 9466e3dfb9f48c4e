package dev.muster.mcp;

import dev.muster.mcp.McpFailure.Kind;
import dev.muster.plan.Binding;
import dev.muster.plan.McpServer;
import dev.muster.secret.Secrets;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Service;

/** Config, command or address, start or connect, initialize, tools/list, expectation. */
@Service
class LadderProbe implements Probe {
  private final Connections connections;
  private final Launches launches;
  private final Bindings bindings;
  private final Secrets secrets;
  private final Clock clock;

  LadderProbe(
      Connections connections, Launches launches, Bindings bindings, Secrets secrets, Clock clock) {
    this.connections = connections;
    this.launches = launches;
    this.bindings = bindings;
    this.secrets = secrets;
    this.clock = clock;
  }

  @Override
  public BindingState probe(
      String deploymentId,
      Binding binding,
      McpServer server,
      boolean configAsWritten,
      String note) {
    Ladder ladder = new Ladder();
    try {
      ladder.climb("config", () -> config(configAsWritten, note), said -> said);
      List<McpSessions.Tool> tools = tools(ladder, server);
      List<String> names = tools.stream().map(McpSessions.Tool::name).toList();
      Comparison seen = Comparison.of(server.expect(), names);
      return store(
          new BindingState(
              deploymentId,
              binding,
              seen.state(),
              with(ladder, seen),
              names,
              seen.missing(),
              seen.extra(),
              seen.reason(),
              clock.instant()),
          ToolLock.of(tools));
    } catch (McpFailure failure) {
      return store(failed(deploymentId, binding, ladder, failure), null);
    }
  }

  private static String config(boolean asWritten, String note) {
    if (!asWritten) {
      throw new McpFailure(Kind.FAILED, note == null ? "not as written" : note, null);
    }
    return note;
  }

  private List<McpSessions.Tool> tools(Ladder ladder, McpServer server) {
    Connection connection = server.isStdio() ? start(ladder, server) : connect(ladder, server);
    try {
      ladder.climb("initialize", connection::initialize, name -> name);
      return ladder.climb("tools/list", connection::tools, tools -> noted(tools, connection));
    } finally {
      connection.close();
    }
  }

  private Connection start(Ladder ladder, McpServer server) {
    Launch launch =
        ladder.climb("command", () -> launches.of(server), found -> found.command().get(0));
    return ladder.climb("start", () -> connections.start(server, launch), started -> null);
  }

  private Connection connect(Ladder ladder, McpServer server) {
    ladder.climb(
        "address",
        () -> {
          launches.requireReferences(server);
          return connections.uri(server);
        },
        uri -> server.url());
    ladder.climb(
        "connect",
        () -> Reachable.check(server.name(), connections.uri(server), Connections.timeout(server)),
        address -> address);
    return connections.open(server);
  }

  private static String noted(List<McpSessions.Tool> tools, Connection connection) {
    long noise = connection.noise();
    return tools.size() + " tools" + (noise == 0 ? "" : ", " + noise + " lines of noise on stdout");
  }

  private static List<Rung> with(Ladder ladder, Comparison seen) {
    return java.util.stream.Stream.concat(
            ladder.rungs().stream(),
            java.util.stream.Stream.of(
                new Rung(
                    "expectation",
                    seen.state() == State.CONNECTED,
                    java.time.Duration.ZERO,
                    seen.reason())))
        .toList();
  }

  private BindingState failed(
      String deploymentId, Binding binding, Ladder ladder, McpFailure failure) {
    return new BindingState(
        deploymentId,
        binding,
        State.valueOf(failure.kind().name()),
        ladder.rungs(),
        null,
        List.of(),
        List.of(),
        failure.getMessage(),
        clock.instant());
  }

  private BindingState store(BindingState found, String toolLock) {
    BindingState safe =
        new BindingState(
            found.deploymentId(),
            found.binding(),
            found.state(),
            found.rungs().stream()
                .map(r -> new Rung(r.name(), r.passed(), r.took(), redact(r.note())))
                .toList(),
            found.tools(),
            found.missingTools(),
            found.extraTools(),
            redact(found.reason()),
            found.at());
    bindings.add(safe, toolLock);
    return safe;
  }

  private String redact(String text) {
    return text == null ? null : secrets.redact(text).replace('\0', '\uFFFD');
  }

  @Override
  public void skip(String deploymentId, Binding binding, String reason) {
    bindings.add(
        new BindingState(
            deploymentId,
            binding,
            State.SKIPPED,
            List.of(),
            null,
            List.of(),
            List.of(),
            reason,
            clock.instant()),
        null);
  }

  @Override
  public List<BindingState> states(String deploymentId) {
    return bindings.latest(deploymentId);
  }
}
