package dev.muster.mcp;

import dev.muster.evidence.Evidence;
import dev.muster.mcp.McpSessions.Tool;
import dev.muster.mcp.ToolLocks.Change;
import dev.muster.mcp.ToolLocks.Look;
import dev.muster.mcp.ToolLocks.Standing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Compares what a server shows with what was approved; in the transaction of who calls it. */
@Component
class ToolLooks {
  private final ToolSurfaces surfaces;
  private final ToolLockTable locks;
  private final ToolChanges changes;
  private final Evidence evidence;

  ToolLooks(ToolSurfaces surfaces, ToolLockTable locks, ToolChanges changes, Evidence evidence) {
    this.surfaces = surfaces;
    this.locks = locks;
    this.changes = changes;
    this.evidence = evidence;
  }

  Look look(String deploymentId, String server, List<Tool> tools, String by) {
    return looked(deploymentId, server, tools, by, false);
  }

  /** Whoever wants to use tools uses approved ones: without a lock nobody approved any. */
  Look use(String deploymentId, String server, List<Tool> tools, String by) {
    return looked(deploymentId, server, tools, by, true);
  }

  private Look looked(
      String deploymentId, String server, List<Tool> tools, String by, boolean used) {
    var hash = surfaces.keep(tools);
    changes.hold(deploymentId, server);
    var lock = locks.of(deploymentId, server).stream().findFirst();
    if (lock.isEmpty()) {
      // Before the installation is approved there is nothing to compare with.
      var open = used || changes.active(deploymentId, server).isPresent();
      if (open && !tools.isEmpty()) {
        changed(deploymentId, server, surfaces.keep(List.of()), hash, by);
      }
    } else if (lock.get().hash().equals(hash)) {
      lift(deploymentId, server, by);
    } else {
      changed(deploymentId, server, lock.get().hash(), hash, by);
    }
    return new Look(hash, lock.isPresent(), changes.active(deploymentId, server).orElse(null));
  }

  /** What is being reviewed stays out until a person has decided. */
  private void lift(String deploymentId, String server, String by) {
    if (changes.move(deploymentId, server, List.of(Standing.KEPT), Standing.LIFTED)) {
      evidence.append(deploymentId, "tools-as-approved", server, Map.of("seenBy", by));
    }
  }

  /** What a person has agreed to is written first; the look after it finds what differs then. */
  private void changed(
      String deploymentId, String server, String approved, String seen, String by) {
    if (isSettled(changes.active(deploymentId, server), approved, seen)) {
      return;
    }
    var open = List.of(Standing.FOUND, Standing.ASKED);
    changes.move(deploymentId, server, open, Standing.SUPERSEDED);
    // What a person keeps out may come back: the decision is not lost.
    changes.move(deploymentId, server, List.of(Standing.KEPT), Standing.LIFTED);
    changes.find(deploymentId, server, approved, seen, by);
    evidence.append(
        deploymentId,
        "tools-changed",
        server,
        Map.of("approved", approved, "seen", seen, "seenBy", by));
  }

  private static boolean isSettled(Optional<Change> known, String approved, String seen) {
    return known
        .filter(
            k ->
                k.standing() == Standing.AGREED
                    || (k.approved().equals(approved) && k.seen().equals(seen)))
        .isPresent();
  }
}
