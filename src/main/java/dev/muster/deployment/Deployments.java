package dev.muster.deployment;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The deployments of this Muster. */
public interface Deployments {

  /**
   * Checks the plan, then starts the process.
   *
   * @return the deployment id
   * @throws dev.muster.plan.PlanInvalid before anything is written
   */
  String start(Path planFile, String requester);

  /** Freezes the plan; declares budgets; registers agents. Returns the wave numbers. */
  List<Integer> freeze(String deploymentId, String planFile, String requester);

  List<Deployment> all();

  Optional<Deployment> find(String id);

  /**
   * Ends it. SIGNED_OFF is refused with {@link IllegalStateException} unless every gate went
   * through and every approval is on record.
   */
  void close(String deploymentId, String outcome);

  /** Asks the engine to abort. */
  void abort(String deploymentId, String by);

  /** Starts the operation of month 1; refused unless the deployment gate went through. */
  void startOperation(String deploymentId);
}
