package dev.muster.mcp;

import dev.muster.mcp.McpSessions.Called;
import dev.muster.plan.McpServer;
import dev.muster.plan.McpServer.Canary;

/**
 * A call that changes nothing, where the plan names one: a server can list its tools and still not
 * be able to do anything. The plan's check wants its tool to be a read-only one.
 */
final class CanaryRung {
  private static final String NAME = "canary";
  private static final int HEAD = 300;

  private CanaryRung() {}

  /** What was found so far, degraded when the call does not give what the plan expects. */
  static Comparison climb(
      Ladder ladder, McpServer server, Connection connection, Comparison found, Flight flight) {
    Canary canary = server.canary();
    if (canary == null) {
      return found;
    }
    try {
      ladder.climb(NAME, () -> expected(canary, connection, flight), CanaryRung::head);
      return found;
    } catch (McpFailure unexpected) {
      return found.degraded(unexpected.getMessage());
    }
  }

  private static String expected(Canary canary, Connection connection, Flight flight) {
    Called called = connection.call(flight, canary.tool(), canary.arguments());
    String wanted = canary.contains();
    if (called.error()) {
      throw unlike(canary, "answers with an error", called.text());
    }
    if (wanted != null && !called.text().contains(wanted)) {
      throw unlike(canary, "gives an answer without \"" + wanted + "\"", called.text());
    }
    return called.text();
  }

  private static McpFailure unlike(Canary canary, String how, String answer) {
    return new McpFailure(
        McpFailure.Kind.FAILED,
        "canary "
            + canary.tool()
            + " "
            + how
            + ": "
            + head(answer)
            + ". Mend: see what the server lacks to do its work, or correct the canary in the plan",
        null);
  }

  /** The answer is redacted already. */
  private static String head(String answer) {
    return answer.length() > HEAD ? answer.substring(0, HEAD) + "..." : answer;
  }
}
