package dev.muster.deployment;

import dev.muster.client.Withdrawal;
import dev.muster.client.Withdrawals;
import dev.muster.journal.Journal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Whose files a person may take back. Not those of a deployment that runs: its next step would meet
 * closed scopes.
 */
@Component
public class Uninstallable {
  private final DeploymentTable table;
  private final Journal journal;
  private final Withdrawals files;

  Uninstallable(DeploymentTable table, Journal journal, Withdrawals files) {
    this.files = files;
    this.table = table;
    this.journal = journal;
  }

  /**
   * The deployments that hold something, checked before anything is undone.
   *
   * @param deploymentId empty: all
   * @throws UninstallRefused when it is not known, or when one of them runs
   */
  public List<String> of(String deploymentId) {
    // What a quarantine took out is to be closed too: nobody may write it back later.
    List<String> holding =
        Stream.concat(
                journal.open(deploymentId).stream().map(scope -> scope.split("/")[0]),
                files.of(deploymentId).stream().map(Withdrawal::deploymentId))
            .distinct()
            .toList();
    if (!deploymentId.isEmpty() && holding.isEmpty() && table.find(deploymentId).isEmpty()) {
      throw UninstallRefused.unknown(deploymentId);
    }
    List<String> asked = deploymentId.isEmpty() ? holding : List.of(deploymentId);
    List<String> running = asked.stream().filter(id -> runs(table.find(id))).toList();
    if (!running.isEmpty()) {
      throw UninstallRefused.running(running);
    }
    return holding;
  }

  private static boolean runs(Optional<Deployment> found) {
    return found.filter(deployment -> deployment.status().equals("RUNNING")).isPresent();
  }
}
