package dev.muster.agent;

import dev.muster.model.ToolSpec;
import java.util.List;

/** The tools that models were offered: what their definitions add to each call. */
public interface OfferedTools {

  /**
   * One tool of one agent, as it was offered last.
   *
   * @param tokens of its definition, by one tokenizer for every model: an estimate, not a bill
   */
  record Offered(String agent, String server, String tool, int tokens) {}

  /** Keeps what a run offers to its model. */
  void keep(String runId, List<ToolSpec> offered);

  /** All offers of a deployment, by agent, server and tool. */
  List<Offered> of(String deploymentId);
}
