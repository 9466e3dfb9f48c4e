package dev.muster.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.plan.Client;
import dev.muster.plan.McpServer;
import java.util.List;

/** A session's MCP servers as its CLI's file holds them. */
final class ServerFile {
  private static final Layout LAYOUT = new Layout("\n", "  ");
  private final References references;

  ServerFile(References references) {
    this.references = references;
  }

  /** The servers alone. */
  ObjectNode of(Client client, List<McpServer> servers) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ObjectNode all = document.putObject(McpFile.SERVERS);
    servers.forEach(server -> all.set(server.name(), entry(client, server)));
    return document;
  }

  static String text(ObjectNode document) {
    return LAYOUT.print(document, 0) + "\n";
  }

  private ObjectNode entry(Client client, McpServer server) {
    Format format = Format.of(client.kind());
    ObjectNode entry =
        format.entry(
            server,
            references::apart,
            text ->
                format.expandsOnlyEnv()
                    ? references.unexpanded(client, text)
                    : references.apart(text));
    if (server.isStdio() && !entry.path("env").has("HOME")) {
      // Its caches are in the home of the user, and Muster's own sessions start it there, too.
      entry.withObjectProperty("env").put("HOME", System.getProperty("user.home"));
    }
    return entry;
  }
}
