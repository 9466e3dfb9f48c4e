package dev.muster.agent;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The life of runs. Methods block on the database only. */
public interface Runs {

  /** What opens a run. {@code instanceId} makes it idempotent; workspaceId blank: a fresh one. */
  record OpenRun(
      String instanceId,
      String deploymentId,
      String phase,
      int round,
      String agent,
      String task,
      String arm,
      String workspaceId) {}

  /**
   * Opens a run: id derived from the process instance, workspace, budget nodes, model by mix.
   * Blocks on files too; belongs on a pool.
   */
  Run open(OpenRun request);

  Optional<Run> find(String runId);

  /** The run of an agent-run instance. */
  Optional<Run> ofInstance(String instanceId);

  /** All runs of a deployment, in order of opening. */
  List<Run> of(String deploymentId);

  /**
   * One page of them, the newest first.
   *
   * @param page from 1; one after the last has no runs
   */
  RunPage page(String deploymentId, int page, int size);

  /** Plan names of the models that answered turns of this run. */
  Set<String> authors(String runId);

  /**
   * After checks and judge.
   *
   * @return ACCEPT, ESCALATE (once, when checks failed in the mix arm and a stronger model is in
   *     the mix; the failure is put to it as the next user message) or REVIEW
   */
  String verdict(String runId);

  /** Closes with its outcome and frees sessions and toolbelt; idempotent. */
  void close(String runId);

  /** Ends an aborted run; idempotent. */
  void abort(String runId);

  /** A person accepted or rejected the result. */
  void reviewed(String runId, boolean accepted, String by, String reason);

  /**
   * Its session begins now: what it waited for that is not its time. Call before the session works.
   *
   * @param waited for a thread of this node
   */
  void begins(String runId, Duration waited);

  /** Adds time in which it waited for a person. */
  void waited(String runId, long millis);
}
