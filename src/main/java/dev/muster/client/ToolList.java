package dev.muster.client;

import dev.muster.client.CliSessions.Session;
import dev.muster.plan.McpServer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All tools that a session may use. A CLI takes an empty list for no list, so it names none. */
record ToolList(List<ToolName> tools) {
  private static final String NONE = "none";

  static ToolList of(Session session) {
    return new ToolList(
        session.servers().stream()
            .flatMap(server -> allowed(server).map(tool -> new ToolName(server.name(), tool)))
            .toList());
  }

  private static Stream<String> allowed(McpServer server) {
    return server.tools() == null ? Stream.empty() : server.tools().allow().stream();
  }

  /** As a CLI names them to its model. */
  List<String> names(String before, String between) {
    return tools.isEmpty()
        ? List.of(NONE)
        : tools.stream().map(t -> before + t.server() + between + t.tool()).toList();
  }

  String joined(String before, String between, String separator) {
    return names(before, between).stream().collect(Collectors.joining(separator));
  }
}
