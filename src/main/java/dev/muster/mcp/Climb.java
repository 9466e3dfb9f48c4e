package dev.muster.mcp;

import dev.muster.plan.McpServer;
import java.util.List;
import org.springframework.stereotype.Component;

/** Gets from a catalogue entry to its tools, rung by rung, and closes what it opened. */
@Component
class Climb {
  private final Connections connections;
  private final Launches launches;

  Climb(Connections connections, Launches launches) {
    this.connections = connections;
    this.launches = launches;
  }

  List<McpSessions.Tool> tools(Ladder ladder, McpServer server) {
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

  private static String noted(List<McpSessions.Tool> tools, Connection connection) {
    long noise = connection.noise();
    return tools.size() + " tools" + (noise == 0 ? "" : ", " + noise + " lines of noise on stdout");
  }
}
