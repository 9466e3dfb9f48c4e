package dev.muster.deployment;

import dev.muster.journal.Journal.TakenBack;
import java.util.List;
import org.springframework.stereotype.Service;

/** Deployment by deployment, as the diagrams take back: registry, files, evidence. */
@Service
class GovernedUninstall implements Uninstall {
  private final Phases phases;
  private final Uninstallable uninstallable;

  GovernedUninstall(Phases phases, Uninstallable uninstallable) {
    this.phases = phases;
    this.uninstallable = uninstallable;
  }

  @Override
  public List<TakenBack> takeBack(String deploymentId, String by) {
    return uninstallable.of(deploymentId).stream()
        .flatMap(id -> phases.takeBack(id, by).stream())
        .toList();
  }
}
