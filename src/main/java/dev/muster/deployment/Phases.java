package dev.muster.deployment;

import dev.muster.journal.Journal.TakenBack;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Phase 1, the workflow test, waves and the feature trial: what their diagrams ask for. A {@code
 * visit} is the task that asks for a new round; when it is delivered again, no round is counted.
 */
public interface Phases {

  /** Binding ids of the plan; marks phase 1 as started. */
  List<String> prepareInstallation(String deploymentId, String visit);

  /** The models that answer one small call each before the installation's gate. */
  Set<String> modelsToAsk(String deploymentId);

  /** The test agent's run. */
  record Test(String agent, String task, int round) {}

  Test prepareTest(String deploymentId, String visit);

  /** Opens a wave (again). */
  record OpenWave(List<String> agents, String gate, String stragglerAfter) {}

  OpenWave openWave(String deploymentId, int wave, String visit);

  /**
   * When to look at an agent again: what is left of its limit in the wave's newest round, without
   * the time in which people were asked; some minutes at least while somebody is asked; zero when
   * it is overdue.
   */
  Duration timeLeft(String deploymentId, int wave, String agent);

  void closeWave(String deploymentId, int wave);

  /** CANARY to ACTIVE; refused unless the wave's gate went through and was approved. */
  void activateWave(String deploymentId, int wave);

  /** {@code agent:task} of the feature trial after this wave, or empty. */
  List<String> prepareFeature(String deploymentId, int wave);

  /** A shared workspace for the feature trial. */
  record OpenFeature(String workspaceId, int round) {}

  OpenFeature openFeature(String deploymentId, int wave, String visit);

  void measureFeature(String deploymentId);

  void measureDeployment(String deploymentId, String visit);

  /** Undoes a scope: files, registry, sessions; evidence is kept. Blocks on files. */
  List<TakenBack> takeBack(String scope);

  /** The same because a person wants it, whom the evidence names. */
  List<TakenBack> takeBack(String scope, String by);
}
