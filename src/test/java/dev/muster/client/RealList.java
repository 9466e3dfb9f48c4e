package dev.muster.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.RealClis;
import dev.muster.plan.Client.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A CLI's own list, read without the code under test, and what else a person does with it. */
final class RealList {
  private RealList() {}

  /** Adds a server with the CLI's own words. */
  static void add(Path home, Kind kind) {
    switch (kind) {
      case QWEN_CODE -> RealClis.run(home, "qwen", "mcp", "add", "added", "/no/such");
      case GEMINI_CLI ->
          RealClis.run(home, "gemini", "mcp", "add", "-s", "user", "added", "/no/such");
      case COPILOT_CLI -> RealClis.run(home, "copilot", "mcp", "add", "added", "--", "/no/such");
      default ->
          RealClis.run(
              home,
              "mcporter",
              "config",
              "add",
              "added",
              "--command",
              "/no/such",
              "--scope",
              "home");
    }
  }

  /** Name to up, down, or listed. */
  static Map<String, String> of(Path home, Kind kind) throws IOException {
    return switch (kind) {
      case QWEN_CODE -> lines(RealClis.run(home, "qwen", "mcp", "list"));
      case GEMINI_CLI -> lines(RealClis.run(home, "gemini", "mcp", "list"));
      case COPILOT_CLI -> copilot(RealClis.run(home, "copilot", "mcp", "list", "--json"));
      default -> mcporter(RealClis.run(home, "mcporter", "list", "--json", "--no-oauth"));
    };
  }

  private static Map<String, String> lines(RealClis.Answer answer) {
    Map<String, String> listed = new HashMap<>();
    answer
        .all()
        .lines()
        .filter(line -> line.startsWith("✓ ") || line.startsWith("✗ "))
        .forEach(
            line ->
                listed.put(
                    line.substring(2, line.indexOf(':')),
                    line.endsWith(" - Connected") ? "up" : "down"));
    return listed;
  }

  private static Map<String, String> copilot(RealClis.Answer answer) throws IOException {
    Map<String, String> listed = new HashMap<>();
    new ObjectMapper()
        .readTree(answer.stdout())
        .get("mcpServers")
        .fieldNames()
        .forEachRemaining(name -> listed.put(name, "listed"));
    return listed;
  }

  private static Map<String, String> mcporter(RealClis.Answer answer) throws IOException {
    Map<String, String> listed = new HashMap<>();
    for (JsonNode server : new ObjectMapper().readTree(answer.stdout()).get("servers")) {
      boolean up = server.get("status").asText().equals("ok");
      listed.put(server.get("name").asText(), up ? "up" : "down");
    }
    return listed;
  }
}
