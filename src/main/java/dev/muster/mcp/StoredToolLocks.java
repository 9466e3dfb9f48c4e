package dev.muster.mcp;

import dev.muster.evidence.Evidence;
import dev.muster.mcp.McpSessions.Tool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Locks and quarantines in the database; each step of a server's life is evidence. */
@Service
class StoredToolLocks implements ToolLocks {
  private final ToolSurfaces surfaces;
  private final ToolLockTable locks;
  private final ToolChanges changes;
  private final ToolLooks looks;
  private final Evidence evidence;

  StoredToolLocks(
      ToolSurfaces surfaces,
      ToolLockTable locks,
      ToolChanges changes,
      ToolLooks looks,
      Evidence evidence) {
    this.surfaces = surfaces;
    this.locks = locks;
    this.changes = changes;
    this.looks = looks;
    this.evidence = evidence;
  }

  @Override
  @Transactional
  public Look look(String deploymentId, String server, List<Tool> tools, String by) {
    return looks.look(deploymentId, server, tools, by);
  }

  @Override
  @Transactional
  public Look use(String deploymentId, String server, List<Tool> tools, String by) {
    return looks.use(deploymentId, server, tools, by);
  }

  @Override
  public Optional<Lock> approved(String deploymentId, String server) {
    return locks.of(deploymentId, server).stream().findFirst();
  }

  @Override
  public List<Lock> history(String deploymentId, String server) {
    return locks.of(deploymentId, server);
  }

  @Override
  public List<Lock> all(String deploymentId) {
    return locks.newest(deploymentId);
  }

  @Override
  public Optional<Change> quarantine(String deploymentId, String server) {
    return changes.active(deploymentId, server);
  }

  @Override
  public List<Change> quarantined(String deploymentId) {
    return changes.active(deploymentId);
  }

  @Override
  public List<Change> found() {
    return changes.standing(List.of(Standing.FOUND));
  }

  @Override
  public List<Change> asked() {
    return changes.standing(List.of(Standing.ASKED, Standing.AGREED));
  }

  @Override
  @Transactional
  public void reopen(String deploymentId, String server) {
    var reviewed = List.of(Standing.ASKED, Standing.AGREED);
    changes.move(deploymentId, server, reviewed, Standing.FOUND);
  }

  @Override
  @Transactional
  public void close(String deploymentId, String server) {
    var open = List.of(Standing.FOUND, Standing.ASKED, Standing.AGREED);
    changes.move(deploymentId, server, open, Standing.OVER);
  }

  @Override
  public Map<String, Set<String>> shown(String deploymentId) {
    return locks.shown(deploymentId);
  }

  @Override
  @Transactional
  public Optional<Change> held(String deploymentId, String server) {
    changes.hold(deploymentId, server);
    return quarantine(deploymentId, server);
  }

  @Override
  @Transactional
  public boolean ask(String deploymentId, String server) {
    var unasked = List.of(Standing.FOUND, Standing.KEPT);
    return changes.move(deploymentId, server, unasked, Standing.ASKED);
  }

  @Override
  @Transactional
  public boolean reconsider(String deploymentId, String server) {
    return changes.move(deploymentId, server, List.of(Standing.KEPT), Standing.FOUND);
  }

  @Override
  @Transactional
  public void agree(String deploymentId, String server, String by, String because) {
    changes.decide(deploymentId, server, Standing.AGREED, by, because);
  }

  @Override
  @Transactional
  public void keep(String deploymentId, String server, String by, String reason) {
    changes.decide(deploymentId, server, Standing.KEPT, by, reason);
    evidence.append(deploymentId, "tools-kept-out", server, Map.of("by", by, "reason", reason));
  }

  @Override
  @Transactional
  public void write(String deploymentId, String server) {
    held(deploymentId, server)
        .filter(change -> change.standing() == Standing.AGREED)
        .ifPresent(
            change -> {
              approve(deploymentId, server, change.seen(), change.decidedBy(), change.reason());
              changes.move(deploymentId, server, List.of(Standing.AGREED), Standing.APPROVED);
            });
  }

  @Override
  @Transactional
  public void approve(String deploymentId, String server, String hash, String by, String because) {
    if (approved(deploymentId, server).filter(l -> l.hash().equals(hash)).isPresent()) {
      return;
    }
    locks.add(deploymentId, server, hash, by, because);
    evidence.append(
        deploymentId, "tools-locked", server, Map.of("hash", hash, "by", by, "because", because));
  }

  @Override
  public List<Tool> surface(String hash) {
    return surfaces.of(hash);
  }

  @Override
  public ToolDiff diff(Change change) {
    return diff(change.approved(), change.seen());
  }

  @Override
  public ToolDiff diff(String before, String now) {
    return ToolDiff.of(surfaces.of(before), surfaces.of(now));
  }

  @Override
  public Optional<Lock> before(String deploymentId, String server) {
    return locks.elsewhere(deploymentId, server);
  }

  @Override
  public List<ToolDiff.Part> whole(String hash) {
    return ToolDiff.whole(surfaces.of(hash));
  }
}
