package dev.muster.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.mcp.McpFailure.Kind;
import dev.muster.mcp.oauth.LoginFixture;
import dev.muster.plan.McpServer;
import dev.muster.plan.McpServer.OAuth;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Muster's own connections and logins as the conformance suite starts a client: the address is the
 * last word, the scenario and its givens stand in the environment. The person's part, logging in
 * and choosing RETRY, is played here.
 */
public final class ConformanceClient {
  /** A document that stands nowhere; the suite only looks whether its address is our id. */
  private static final String DOCUMENT = "https://conformance-test.local/client-metadata.json";

  /** As often as a person would try. */
  private static final int LOGINS = 3;

  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, JsonNode> ARGUMENTS =
      Map.of("add_numbers", JSON.createObjectNode().put("a", 5).put("b", 3));

  private ConformanceClient() {}

  public static void main(String[] words) throws Exception {
    try (McpFixture room = new McpFixture()) {
      McpServer server = server(room, words[words.length - 1]);
      for (int logins = 0; !isDone(room, server); logins++) {
        if (logins == LOGINS) {
          throw new IllegalStateException("logged in " + LOGINS + " times and still refused");
        }
        room.login.flow.login(server, 0, LONGEST, LoginFixture::grant);
      }
    }
    System.exit(0);
  }

  /** False when a person has to log in first. */
  private static boolean isDone(McpFixture room, McpServer server) {
    try {
      for (McpSessions.Tool tool : room.sessions.tools("conformance", server)) {
        JsonNode arguments = ARGUMENTS.getOrDefault(tool.name(), JSON.createObjectNode());
        System.out.println(
            tool.name() + ": " + room.call("conformance", server, tool.name(), arguments));
      }
      return true;
    } catch (McpFailure failure) {
      System.out.println(failure.kind() + ": " + failure.getMessage());
      if (failure.kind() != Kind.NEEDS_AUTH) {
        throw failure;
      }
      return false;
    }
  }

  private static McpServer server(McpFixture room, String url) throws IOException {
    JsonNode given = JSON.readTree(System.getenv().getOrDefault("MCP_CONFORMANCE_CONTEXT", "{}"));
    String scenario = System.getenv().getOrDefault("MCP_CONFORMANCE_SCENARIO", "");
    String id = scenario.endsWith("/basic-cimd") ? DOCUMENT : given.path("client_id").asText(null);
    boolean secret = given.has("client_secret");
    if (secret) {
      room.secrets.define("CLIENT_SECRET", given.path("client_secret").asText());
    }
    OAuth oauth = new OAuth(id, secret ? "${CLIENT_SECRET}" : null, List.of());
    return McpFixture.login(url, id == null ? null : oauth);
  }
}
