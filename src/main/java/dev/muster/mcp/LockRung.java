package dev.muster.mcp;

import dev.muster.mcp.Probe.State;
import dev.muster.plan.Binding;
import java.util.List;
import org.springframework.stereotype.Component;

/** The tools are those that were approved: a rung that can take a server out of use. */
@Component
class LockRung {
  static final String NAME = "lock";
  private static final int SHORT = 12;
  private final ToolLocks locks;

  LockRung(ToolLocks locks) {
    this.locks = locks;
  }

  /**
   * What was found so far, quarantined when the tools are not the approved ones.
   *
   * @param deploymentId whose lock it is; null: nobody's, the rung is left out
   */
  Comparison climb(
      Ladder ladder,
      String deploymentId,
      Binding binding,
      Comparison found,
      List<McpSessions.Tool> tools) {
    if (deploymentId == null || tools.isEmpty()) {
      return found;
    }
    var look =
        ladder.climb(
            NAME,
            () -> locks.look(deploymentId, binding.server(), tools, "probe of " + binding.id()),
            seen -> seen.quarantine() == null,
            seen -> note(deploymentId, seen));
    return look.quarantine() == null
        ? found
        : new Comparison(
            State.QUARANTINED, found.missing(), found.extra(), note(deploymentId, look));
  }

  private String note(String deploymentId, ToolLocks.Look look) {
    if (look.quarantine() != null) {
      return reason(deploymentId, look.quarantine());
    }
    return look.locked()
        ? shortly(look.hash()) + " as approved"
        : "no lock yet: " + shortly(look.hash()) + " is approved with the installation";
  }

  private String reason(String deploymentId, ToolLocks.Change change) {
    return "its tools are not those that were approved ("
        + locks.diff(change).counted()
        + "): decide \"Review changed tools of "
        + change.server()
        + "\", "
        + page(deploymentId, change.server())
        + " shows what changed";
  }

  /** Where a person sees the lock and what differs from it. */
  static String page(String deploymentId, String server) {
    return "/deployments/" + deploymentId + "/tools/" + server;
  }

  static String shortly(String hash) {
    return hash.substring(0, SHORT);
  }
}
