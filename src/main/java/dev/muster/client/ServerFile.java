package dev.muster.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.plan.Client;
import dev.muster.plan.McpServer;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A session's MCP servers as its CLI's file holds them.
 *
 * @param hidden variables of the CLI that are none of its servers' business: a CLI hands all that
 *     it has to the servers that it starts, unless their entries say otherwise
 */
record ServerFile(References references, Set<String> hidden) {
  private static final Layout LAYOUT = new Layout("\n", "  ");

  /** The servers alone. */
  ObjectNode of(Client client, List<McpServer> servers) {
    boolean onlyEnv = Format.of(client.kind()).expandsOnlyEnv();
    return of(
        client,
        servers,
        references::apart,
        text -> onlyEnv ? references.unexpanded(client, text) : references.apart(text));
  }

  /** The same for a CLI that expands no reference there. */
  ObjectNode unexpanded(Client client, List<McpServer> servers) {
    UnaryOperator<String> clear = text -> references.unexpandedInSession(client, text);
    return of(client, servers, clear, clear);
  }

  private ObjectNode of(
      Client client,
      List<McpServer> servers,
      UnaryOperator<String> env,
      UnaryOperator<String> other) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ObjectNode all = document.putObject(McpFile.SERVERS);
    servers.forEach(server -> all.set(server.name(), entry(client, server, env, other)));
    return document;
  }

  static String text(ObjectNode document) {
    return LAYOUT.print(document, 0) + "\n";
  }

  private ObjectNode entry(
      Client client, McpServer server, UnaryOperator<String> env, UnaryOperator<String> other) {
    ObjectNode entry = Format.of(client.kind()).entry(server, env, other);
    if (server.isStdio()) {
      ObjectNode variables = entry.withObjectProperty("env");
      hidden.stream().filter(name -> !variables.has(name)).forEach(n -> variables.put(n, ""));
      if (!variables.has("HOME")) {
        // Its caches are in the home of the user, and Muster's own sessions start it there, too.
        variables.put("HOME", System.getProperty("user.home"));
      }
    }
    return entry;
  }
}
