package dev.muster.telemetry;

/**
 * Where a span hangs in which tree, named by what it tells of. Ids are made from these names alone,
 * so that parent and child find each other though they end on different threads or nodes, or in
 * different lives of one node, and nothing about them is carried or stored.
 *
 * @param parent null at the root
 */
public record Branch(String trace, String span, String parent) {
  /** Month after month: its runs stand for themselves, there is no end to wait for. */
  private static final String OPERATION = "operation";

  /** One round of a phase. Rounds of a phase that is repeated share a tree. */
  public static Branch workflow(String deployment, String phase, int round) {
    return new Branch(tree(deployment, phase), workflowSpan(deployment, phase, round), null);
  }

  /** A run of an agent. */
  public static Branch agent(String deployment, String phase, int round, String run) {
    return phase.equals(OPERATION)
        ? new Branch(agentSpan(run), agentSpan(run), null)
        : new Branch(
            tree(deployment, phase), agentSpan(run), workflowSpan(deployment, phase, round));
  }

  /** A step of a run. */
  public static Branch ofAgent(String deployment, String phase, String run, String span) {
    var trace = phase.equals(OPERATION) ? agentSpan(run) : tree(deployment, phase);
    return new Branch(trace, span, agentSpan(run));
  }

  /** A step of a phase that is no agent's. */
  public static Branch ofWorkflow(String deployment, String phase, int round, String span) {
    return phase.equals(OPERATION)
        ? alone(span)
        : new Branch(tree(deployment, phase), span, workflowSpan(deployment, phase, round));
  }

  /** What belongs to nothing. */
  public static Branch alone(String span) {
    return new Branch(span, span, null);
  }

  private static String tree(String deployment, String phase) {
    return deployment + "/" + phase;
  }

  private static String workflowSpan(String deployment, String phase, int round) {
    return "workflow/" + tree(deployment, phase) + "/" + round;
  }

  private static String agentSpan(String run) {
    return "agent/" + run;
  }
}
