package dev.muster.toolbelt;

import dev.muster.plan.Toolbelt;
import java.util.List;

/** What the toolbelt needs to know of runs; the agent room implements it. */
public interface RunContexts {

  /**
   * @param workspaceId the workspace that the run may touch
   * @param seedSql statements for the run's database schema, null: an empty schema
   */
  record RunContext(
      String runId, String deploymentId, String workspaceId, Toolbelt limits, String seedSql) {}

  /** One run as the sessions server shows it. */
  record Session(String runId, String agent, String task, String arm, String state) {}

  /** The run that may use the toolbelt now, or empty. */
  java.util.Optional<RunContext> find(String runId);

  /** The runs of the same deployment. */
  List<Session> sessions(String runId);

  /** The conversation of a run of the same deployment as text. */
  String transcript(String callerRunId, String runId);
}
