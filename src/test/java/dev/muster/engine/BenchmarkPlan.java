package dev.muster.engine;

import dev.muster.RealClis;
import dev.muster.plan.Binding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Seven real servers in four real clients, as changes of the small plan.
 *
 * @param everything where the server that is reached over HTTP listens
 * @param token the name of the secret that supabase wants
 */
record BenchmarkPlan(Path folder, String everything, String token) {
  private static final Map<String, String> CLIENTS =
      Map.of(
          "qwen-code", "qwen",
          "gemini-cli", "gemini",
          "copilot-cli", "copilot",
          "mcporter", "mcporter");

  /**
   * @param withCli whether each client's CLI is asked for its list, too
   * @param only one binding; null: all
   */
  String[] changes(boolean withCli, Binding only) throws IOException {
    var clients = new StringBuilder("clients:\n");
    for (var kind : CLIENTS.keySet().stream().sorted().toList()) {
      var servers =
          only == null
              ? List.copyOf(servers().keySet())
              : only.client().equals(kind) ? List.of(only.server()) : List.<String>of();
      var home = Files.createTempDirectory(folder, kind);
      var command = withCli ? ", command: '" + RealClis.program(CLIENTS.get(kind)) + "'" : "";
      clients.append(
          "  bench-%s: {kind: %s, home: '%s', servers: %s%s}\n"
              .formatted(kind, kind, home, servers, command));
    }
    var servers = new StringBuilder("mcpServers:\n");
    servers().forEach((name, how) -> servers.append("  %s: {%s}\n".formatted(name, how)));
    return new String[] {
      "mcpServers:\n",
      servers.toString(),
      "clients:\n",
      clients.toString(),
      "servers: [finance]",
      "servers: []",
      "servers: [linear]",
      "servers: []",
    };
  }

  private Map<String, String> servers() throws IOException {
    var all = new LinkedHashMap<String, String>();
    all.put("everything", node("mcp-server-everything", "", "stdio"));
    all.put("remote", "url: '" + everything + "', expect: unknown, timeoutSeconds: 120");
    var shown = Files.createDirectories(folder.resolve("shown"));
    all.put("files", node("mcp-server-filesystem", "", shown.toString()));
    all.put("chrome-devtools", node("chrome-devtools-mcp", "", "--headless", "--isolated"));
    all.put("context7", node("context7-mcp", ""));
    // Its feature "docs" asks the internet what its tool is called.
    all.put(
        "supabase",
        node(
            "mcp-server-supabase",
            ", SUPABASE_ACCESS_TOKEN: '${" + token + "}'",
            "--features=account,database,debugging,development"));
    all.put("huggingface", node("hf-mcp-server", ""));
    return all;
  }

  private static String node(String program, String env, String... args) {
    var all = new ArrayList<>(List.of("'" + RealClis.program(program) + "'"));
    for (var arg : args) {
      all.add("'" + arg + "'");
    }
    // Only one of them reads it: it opens a web port even over stdio.
    return "command: '%s', args: %s, env: {WEB_APP_PORT: '0'%s}, expect: unknown, timeoutSeconds: 120"
        .formatted(RealClis.node(), all, env);
  }
}
