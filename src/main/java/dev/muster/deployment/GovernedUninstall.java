package dev.muster.deployment;

import dev.muster.journal.Journal;
import dev.muster.journal.Journal.TakenBack;
import java.util.List;
import org.springframework.stereotype.Service;

/** Deployment by deployment, as the diagrams take back: registry, files, evidence. */
@Service
class GovernedUninstall implements Uninstall {
  private final Phases phases;
  private final Journal journal;

  GovernedUninstall(Phases phases, Journal journal) {
    this.phases = phases;
    this.journal = journal;
  }

  @Override
  public List<TakenBack> takeBack(String deploymentId) {
    return journal.open(deploymentId).stream()
        .map(scope -> scope.split("/")[0])
        .distinct()
        .flatMap(id -> phases.takeBack(id).stream())
        .toList();
  }
}
