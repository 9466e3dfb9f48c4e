package dev.muster.client;

import dev.muster.plan.Agent;
import dev.muster.plan.McpServer;
import java.util.ArrayList;
import java.util.List;

/** Which tools of its servers an agent may use, in a client's way to name them. */
record Grants(Agent agent, List<McpServer> servers) {
  private static final String ANY = "*";

  /**
   * @param whole format of a whole server
   * @param one format of one tool
   * @param denies whether the client can also be told what is denied; otherwise a server with
   *     denied tools is never given as a whole
   */
  List<String> names(String whole, String one, boolean denies) {
    List<String> names = new ArrayList<>();
    for (McpServer server : servers) {
      for (String tool : granted(server)) {
        if (!tool.equals(ANY)) {
          names.add(one.formatted(server.name(), tool));
        } else if (denies || patterns(agent.denyTools(), server).isEmpty()) {
          names.add(whole.formatted(server.name()));
        }
      }
    }
    return names.stream().distinct().toList();
  }

  /** What is denied by name. */
  List<String> denied(String one) {
    return servers.stream()
        .flatMap(s -> patterns(agent.denyTools(), s).stream().map(t -> one.formatted(s.name(), t)))
        .distinct()
        .toList();
  }

  private List<String> granted(McpServer server) {
    List<String> allowed =
        agent.allowTools().isEmpty() ? List.of(ANY) : patterns(agent.allowTools(), server);
    List<String> denied = patterns(agent.denyTools(), server);
    List<String> known = server.expect() == null ? List.of() : server.expect().names();
    boolean exact = allowed.contains(ANY) && denied.isEmpty();
    if (exact || known.isEmpty()) {
      return exact ? List.of(ANY) : allowed.stream().filter(t -> !denied.contains(t)).toList();
    }
    return known.stream().filter(t -> matches(allowed, t) && !matches(denied, t)).toList();
  }

  private static List<String> patterns(List<String> all, McpServer server) {
    String prefix = server.name() + "__";
    return all.stream()
        .filter(p -> p.equals(ANY) || p.startsWith(prefix))
        .map(p -> p.equals(ANY) ? ANY : p.substring(prefix.length()))
        .toList();
  }

  private static boolean matches(List<String> patterns, String tool) {
    return patterns.stream()
        .anyMatch(
            p ->
                p.endsWith(ANY) ? tool.startsWith(p.substring(0, p.length() - 1)) : tool.equals(p));
  }
}
