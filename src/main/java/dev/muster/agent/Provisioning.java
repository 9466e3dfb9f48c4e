package dev.muster.agent;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Writes an agent's definition files and proves that its tools answer. */
public interface Provisioning {

  /**
   * @param outcome PROVISIONED, or SKIPPED when the agent passed in an earlier round
   * @param canaries {@code task:arm} for both arms
   */
  record Provisioned(String outcome, List<String> canaries, int round) {}

  /**
   * Writes definition files into every client with agent definitions; registry PROVISIONING.
   *
   * @param visit the task that asks for it; delivered again, it counts no new round
   */
  CompletionStage<Provisioned> provision(
      String deploymentId, String phase, String agent, String visit);

  /** The activity was cancelled: what has not begun yet must not begin. */
  void cancel(String deploymentId, String phase, String agent);

  /** One MCP server of an agent as it answered when bound. */
  record Bound(String agent, String server, boolean answered, int tools, String reason) {}

  /** Lists the tools of each of the agent's MCP servers and stores what answered. */
  CompletionStage<List<Bound>> bindTools(String deploymentId, String phase, String agent);

  /** The activity was cancelled: servers that do not answer are ended, nothing is stored. */
  void cancelBinding(String deploymentId, String phase, String agent);

  /** What {@link #bindTools} stored. */
  List<Bound> bound(String deploymentId, String agent);
}
