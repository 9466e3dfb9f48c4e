package dev.muster.mcp;

import dev.muster.plan.McpServer;
import java.util.List;
import org.springframework.stereotype.Component;

/** Gets from a catalogue entry to its tools, rung by rung, and closes what it opened. */
@Component
class Climb {
  private static final String MEND_DEFINITIONS =
      "Mend: have the server's makers correct these tools, or switch them off there";
  private final Connections connections;
  private final Launches launches;

  Climb(Connections connections, Launches launches) {
    this.connections = connections;
    this.launches = launches;
  }

  /** What a server showed, and what there is to say against it so far. */
  record Seen(List<McpSessions.Tool> tools, Comparison compared) {

    /** The same with something more against it. */
    Seen degraded(String why) {
      return new Seen(tools, compared.degraded(why));
    }
  }

  /** To the last rung that needs the server: the canary, where the plan names one. */
  Seen seen(Ladder ladder, McpServer server) {
    Connection connection = server.isStdio() ? start(ladder, server) : connect(ladder, server);
    try {
      Flight flight = new Flight();
      ladder.climb("initialize", () -> connection.initialize(flight), name -> name);
      Listing listing =
          ladder.climb(
              "tools/list", () -> connection.tools(flight), found -> noted(found, connection));
      Comparison compared = expected(ladder, server, listing);
      return new Seen(
          listing.tools(), CanaryRung.climb(ladder, server, connection, compared, flight));
    } finally {
      connection.close();
    }
  }

  private static Comparison expected(Ladder ladder, McpServer server, Listing listing) {
    return ladder.climb(
        "expectation",
        () -> compared(server, listing),
        compared -> compared.hasAllExpected() && listing.leftOut().isEmpty(),
        Comparison::reason);
  }

  private static Comparison compared(McpServer server, Listing listing) {
    List<String> names = listing.tools().stream().map(McpSessions.Tool::name).toList();
    Comparison compared = Comparison.of(server.expect(), names);
    for (String leftOut : listing.leftOut()) {
      compared = compared.degraded(leftOut);
    }
    return listing.leftOut().isEmpty() ? compared : compared.degraded(MEND_DEFINITIONS);
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
          connections.requireCredentials(server);
          return connections.uri(server);
        },
        uri -> server.url());
    ladder.climb(
        "connect",
        () -> Reachable.check(server.name(), connections.uri(server), Connections.timeout(server)),
        address -> address);
    return connections.open(server);
  }

  private static String noted(Listing listing, Connection connection) {
    long noise = connection.noise();
    return listing.tools().size()
        + " tools"
        + (noise == 0 ? "" : ", " + noise + " lines of noise on stdout");
  }
}
