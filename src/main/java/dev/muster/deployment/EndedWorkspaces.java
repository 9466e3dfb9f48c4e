package dev.muster.deployment;

import dev.muster.agent.Run;
import dev.muster.agent.Runs;
import dev.muster.workspace.Workspaces;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * Removes the workspaces of deployments that ended long enough ago for nobody to look into them any
 * more. What counts afterwards (evidence, checks, judgements, conversations) is in the database.
 */
@Component
@EnableConfigurationProperties(WorkspaceSettings.class)
class EndedWorkspaces {
  private static final Logger LOG = LoggerFactory.getLogger(EndedWorkspaces.class);
  private final DeploymentTable deployments;
  private final Runs runs;
  private final Workspaces workspaces;
  private final Clock clock;
  private final int keepDays;

  EndedWorkspaces(
      DeploymentTable deployments,
      Runs runs,
      Workspaces workspaces,
      Clock clock,
      WorkspaceSettings settings) {
    this.deployments = deployments;
    this.runs = runs;
    this.workspaces = workspaces;
    this.clock = clock;
    this.keepDays = settings.keepDays();
  }

  /** Looks once; returns how many workspaces were removed. */
  int sweep() {
    if (keepDays < 0) {
      return 0;
    }
    int removed = deployments.all().stream().filter(this::isOver).mapToInt(this::remove).sum();
    if (removed > 0) {
      LOG.info(
          "{} workspaces of deployments that ended {} days ago are removed", removed, keepDays);
    }
    return removed;
  }

  private boolean isOver(Deployment deployment) {
    var before = clock.instant().minus(Duration.ofDays(keepDays));
    return !deployment.status().equals("RUNNING")
        && deployment.endedAt() != null
        && deployment.endedAt().isBefore(before);
  }

  private int remove(Deployment deployment) {
    var all = runs.of(deployment.id());
    var used = new HashSet<>(ids(all.stream().filter(run -> isUsed(deployment, run)).toList()));
    return (int) ids(all).stream().filter(id -> !used.contains(id) && isRemoved(id)).count();
  }

  /** One that cannot be deleted must not keep all others on the disk. */
  private boolean isRemoved(String id) {
    try {
      return workspaces.remove(id);
    } catch (RuntimeException e) {
      LOG.warn("Workspace {} is tried again tomorrow: {}", id, e.getMessage());
      return false;
    }
  }

  /** Runs of month 1 go on after the sign-off, and several runs may share one workspace. */
  private boolean isUsed(Deployment deployment, Run run) {
    var before = clock.instant().minus(Duration.ofDays(keepDays));
    return deployment.status().equals("SIGNED_OFF")
        && (run.closedAt() == null || !run.closedAt().isBefore(before));
  }

  private static List<String> ids(List<Run> runs) {
    return runs.stream().map(Run::workspaceId).distinct().toList();
  }
}
